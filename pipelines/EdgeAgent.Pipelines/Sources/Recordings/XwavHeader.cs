using System.Buffers.Binary;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>The harp chunk of an xwav file (HARP recorders, Triton software): one entry for each raw file, its time in UTC to the millisecond.</summary>
/// <param name="Anchors">The raw files' first sample frames, in order.</param>
/// <param name="Position">Where, when the header holds a possible place.</param>
/// <param name="Damaged">Whether entries were left out because they point outside the samples or go back in time.</param>
internal sealed record XwavHeader(IReadOnlyList<RecordingAnchor> Anchors, GeoPosition? Position, bool Damaged)
{
    private const int FixedBytes = 56;
    private const int EntryBytes = 32;
    private const int EntryCountAt = 38;
    private const double DegreeSteps = 100_000;

    /// <summary>The step in which raw files are timed.</summary>
    public static TimeSpan Resolution { get; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Reads the chunk; null when it holds no usable time.</summary>
    public static XwavHeader? Parse(ReadOnlySpan<byte> chunk, RiffScan scan, long frames)
    {
        if (chunk.Length < FixedBytes || scan.FrameBytes == 0) return null;
        var count = BinaryPrimitives.ReadUInt16LittleEndian(chunk[EntryCountAt..]);
        var anchors = new List<RecordingAnchor>();
        var damaged = false;
        for (var entry = 0; entry < count; entry++)
        {
            var at = FixedBytes + (entry * EntryBytes);
            if (at + EntryBytes > chunk.Length || Anchor(chunk.Slice(at, EntryBytes), scan) is not { } anchor
                || anchor.Position < 0 || anchor.Position >= frames
                || (anchors.Count > 0 && (anchor.Position <= anchors[^1].Position || anchor.Utc <= anchors[^1].Utc)))
            {
                damaged = true;
                break;
            }

            anchors.Add(anchor);
        }

        return anchors.Count > 0 && anchors[0].Position == 0 ? new XwavHeader(anchors, Place(chunk), damaged) : null;
    }

    private static RecordingAnchor? Anchor(ReadOnlySpan<byte> entry, RiffScan scan)
    {
        // year since 2000, month, day, hour, minute, second, milliseconds (16 bits), byte offset in the file (32 bits)
        int year = 2000 + entry[0], month = entry[1], day = entry[2];
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        if (entry[3] > 23 || entry[4] > 59 || entry[5] > 60) return null;
        var milliseconds = BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]);
        var utc = new DateTimeOffset(year, month, day, entry[3], entry[4], 0, TimeSpan.Zero).AddSeconds(entry[5]).AddMilliseconds(milliseconds);
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]) - scan.DataOffset;
        return offset % scan.FrameBytes == 0 ? new RecordingAnchor(offset / scan.FrameBytes, utc) : null;
    }

    private static GeoPosition? Place(ReadOnlySpan<byte> chunk)
    {
        var longitude = BinaryPrimitives.ReadInt32LittleEndian(chunk[40..]) / DegreeSteps;
        var latitude = BinaryPrimitives.ReadInt32LittleEndian(chunk[44..]) / DegreeSteps;
        if (longitude > 180) longitude -= 360;
        return (latitude, longitude) is (0, 0) || Math.Abs(latitude) > 90 || Math.Abs(longitude) > 180 ? null : new GeoPosition(latitude, longitude);
    }
}
