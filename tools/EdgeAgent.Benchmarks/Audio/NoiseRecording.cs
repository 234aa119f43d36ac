using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>A recording of seeded noise, WAV PCM 16 mono.</summary>
/// <param name="Path">The file.</param>
/// <param name="Rate">Sample frames per second.</param>
/// <param name="Frames">Sample frames.</param>
internal sealed record NoiseRecording(string Path, int Rate, long Frames)
{
    /// <summary>The first sample frames, as a replay plans them.</summary>
    public RecordingSegment Segment(long frames) => new(Path, 0, frames, 0);

    /// <summary>Its rate, and whether a model's rate makes it be resampled.</summary>
    public string Describe(int modelRate) => $"{Rate / 1000} kHz{(Rate == modelRate ? "" : " resampled")}";

    /// <summary>Writes the recording; the same arguments give the same bytes.</summary>
    public static NoiseRecording Create(string path, int rate, double minutes)
    {
        var frames = (int)(rate * minutes * 60);
        var samples = new short[frames];
        var state = 0x9E3779B97F4A7C15UL;
        var low = 0f;
        for (var i = 0; i < samples.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            // Noise with a falling spectrum, as in the sea.
            var white = (short)(state >> 48);
            low += 0.05f * (white - low);
            samples[i] = (short)((0.6f * low) + (0.05f * white));
        }

        using var file = File.Create(path);
        file.Write(Header(rate, frames));
        file.Write(MemoryMarshal.AsBytes<short>(samples));
        return new NoiseRecording(path, rate, frames);
    }

    /// <summary>Makes a recording of digital silence that takes no room on the disk, however long.</summary>
    public static NoiseRecording Silence(string path, int rate, double minutes)
    {
        var frames = (int)(rate * minutes * 60);
        using var file = File.Create(path);
        file.Write(Header(rate, frames));
        file.SetLength(file.Length + (2L * frames));
        return new NoiseRecording(path, rate, frames);
    }

    private static byte[] Header(int rate, int frames)
    {
        var header = new byte[44];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), 36 + (2 * frames));
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), 2 * rate);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(34), 16);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), 2 * frames);
        return header;
    }
}
