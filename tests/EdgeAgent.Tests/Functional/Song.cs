using System.Globalization;

namespace EdgeAgent.Tests.Functional;

/// <summary>A recording in one piece, and what it takes to give the agent the same one in other ways.</summary>
/// <param name="Samples">Interleaved 16-bit samples.</param>
/// <param name="Rate">Sample frames per second.</param>
/// <param name="Channels">Channels.</param>
internal sealed record Song(short[] Samples, int Rate, int Channels = 1)
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);

    public const string StreamId = "BUOY/20260315T093000Z";

    public const string Start = "2026-03-15T09:30:00Z";

    public int Frames => Samples.Length / Channels;

    public byte[] Raw => System.Runtime.InteropServices.MemoryMarshal.AsBytes(Samples.AsSpan()).ToArray();

    /// <summary>The whole recording as one file.</summary>
    public string Write(string folder) => WriteFrom(folder, 0, Frames);

    /// <summary>Consecutive files that are cut at these sample frames.</summary>
    public string WriteCut(string folder, IReadOnlyList<int> cuts)
    {
        int[] bounds = [0, .. cuts, Frames];
        for (var i = 0; i + 1 < bounds.Length; i++) WriteFrom(folder, bounds[i], bounds[i + 1]);
        return folder;
    }

    /// <summary>A part as a file whose name has its time, cut to whole seconds as recorders do.</summary>
    public string WriteFrom(string folder, int from, int to, string recorder = "BUOY")
    {
        var time = Begin.AddSeconds(from / Rate);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{recorder}_{time:yyyyMMdd_HHmmss}.wav"));
        File.WriteAllBytes(path, WavWriter.Pcm16(Samples.AsSpan(from * Channels, (to - from) * Channels), Rate, Channels));
        return path;
    }
}
