using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.Interop.SndFile;

/// <summary><c>SF_BROADCAST_INFO</c>, field by field (864 bytes with its 256 bytes of coding history).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SndFileBroadcastInfo
{
    public fixed byte Description[256];
    public fixed byte Originator[32];
    public fixed byte OriginatorReference[32];
    public fixed byte OriginationDate[10];
    public fixed byte OriginationTime[8];
    public uint TimeReferenceLow;
    public uint TimeReferenceHigh;
    public short Version;
    public fixed byte Umid[64];
    public short LoudnessValue;
    public short LoudnessRange;
    public short MaxTruePeakLevel;
    public short MaxMomentaryLoudness;
    public short MaxShorttermLoudness;
    public fixed byte Reserved[180];
    public uint CodingHistorySize;
    public fixed byte CodingHistory[256];

    /// <summary>The same as a managed value.</summary>
    public BroadcastInfo ToManaged()
    {
        fixed (SndFileBroadcastInfo* self = &this)
        {
            return new BroadcastInfo(
                Text(self->Description, 256),
                Text(self->Originator, 32),
                Text(self->OriginatorReference, 32),
                Text(self->OriginationDate, 10),
                Text(self->OriginationTime, 8),
                ((ulong)TimeReferenceHigh << 32) | TimeReferenceLow,
                Version);
        }
    }

    // Fixed-width fields end at the first zero byte, or fill the field.
    private static string Text(byte* field, int width)
    {
        var bytes = new ReadOnlySpan<byte>(field, width);
        var end = bytes.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]).Trim();
    }
}
