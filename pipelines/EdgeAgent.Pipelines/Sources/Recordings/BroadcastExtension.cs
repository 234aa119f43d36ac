using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>The time in a bext chunk (EBU Tech 3285, section 2.3). The standard names no zone for it.</summary>
internal static class BroadcastExtension
{
    private const int DateAt = 320;
    private const int TimeAt = 330;
    private const int TimeReferenceAt = 338;

    /// <summary>The time of the first sample frame; null when the chunk is too short or holds none.</summary>
    /// <param name="chunk">The chunk's body.</param>
    /// <param name="sampleRate">Sample frames per second, 1 or more.</param>
    public static WrittenTime? Time(ReadOnlySpan<byte> chunk, int sampleRate)
    {
        if (chunk.Length < TimeReferenceAt + 8) return null;
        var date = Encoding.Latin1.GetString(chunk.Slice(DateAt, 10));
        var time = Encoding.Latin1.GetString(chunk.Slice(TimeAt, 8));
        if (WrittenTime.FromDigits(date, time, default, zone: null) is not { } written) return null;

        // The time reference counts sample frames since midnight: finer than the text, and taken where both agree.
        var reference = BinaryPrimitives.ReadUInt64LittleEndian(chunk[TimeReferenceAt..]);
        if (reference == 0 || reference / (ulong)sampleRate >= 86_400) return written;
        var exact = written.Local.Date.AddTicks((long)((UInt128)reference * TimeSpan.TicksPerSecond / (ulong)sampleRate));
        if ((exact - written.Local).Duration() > TimeSpan.FromSeconds(1)) return written;
        return written with { Local = exact, Resolution = TimeSpan.FromTicks(Math.Max(1, TimeSpan.TicksPerSecond / sampleRate)) };
    }
}
