using System.IO.Pipelines;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Framing;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Carries one block of a file into a pipe.</summary>
internal static class RecordingBlock
{
    /// <summary>Reads the next sample frames into the writer, up to the first sample that is no finite number.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="writer">Takes 32-bit floats; not flushed.</param>
    /// <param name="format">The file's rate and channels, as floats.</param>
    /// <param name="left">At most so many.</param>
    /// <returns>Sample frames written, and whether the file goes on behind them.</returns>
    public static (int Frames, bool IsSound) Read(SndFileReader reader, PipeWriter writer, AudioFormat format, long left)
    {
        var bytes = writer.GetSpan(Math.Max(AudioPipe.ReadSize, format.BytesPerFrame));
        var frames = (int)Math.Min(bytes.Length / format.BytesPerFrame, left);
        var samples = MemoryMarshal.Cast<byte, float>(bytes[..(frames * format.BytesPerFrame)]);
        if (reader.SampleRate != format.SampleRate || reader.Channels != format.Channels) return (0, false);
        var count = reader.Read(samples);
        var bad = PcmFraming.IndexOfNonFinite(samples[..(count * format.Channels)]);
        var sound = bad < 0 ? count : bad / format.Channels;
        writer.Advance(sound * format.BytesPerFrame);
        return (sound, bad < 0 && count > 0);
    }
}
