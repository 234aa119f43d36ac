using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Framing;

/// <summary>Finds whole sample frames in bytes and gives the samples of one channel, or the mean of all, at ±1.</summary>
internal static class PcmFraming
{
    /// <summary>Largest sample frame: 1024 channels, as libsndfile allows, of 4 bytes.</summary>
    public const int MaxFrameBytes = 4096;

    /// <summary>Takes the next whole sample frames: bytes that already are the samples stay where they are, others are converted.</summary>
    /// <param name="buffer">The bytes; advanced past what was taken. A rest smaller than a sample frame stays.</param>
    /// <param name="format">What the bytes are.</param>
    /// <param name="channel">Channel from 1, or 0 for the mean of all channels.</param>
    /// <param name="room">Takes converted samples; as many are taken at most.</param>
    /// <returns>One sample a sample frame, valid as long as the bytes and the room; empty when no whole sample frame is there.</returns>
    public static ReadOnlySpan<float> Take(ref ReadOnlySequence<byte> buffer, AudioFormat format, int channel, Span<float> room)
    {
        if (format is { Encoding: SampleEncoding.F32, Channels: 1 } && BitConverter.IsLittleEndian)
        {
            var samples = MemoryMarshal.Cast<byte, float>(buffer.FirstSpan);
            if (samples.Length > room.Length) samples = samples[..room.Length];
            if (!samples.IsEmpty)
            {
                buffer = buffer.Slice((long)samples.Length * sizeof(float));
                return samples;
            }
        }

        return room[..ReadFrames(ref buffer, format, channel, room)];
    }

    /// <summary>Reads as many whole sample frames as are there and fit.</summary>
    /// <param name="buffer">The bytes; advanced past what was read. A rest smaller than a sample frame stays.</param>
    /// <param name="format">What the bytes are.</param>
    /// <param name="channel">Channel from 1, or 0 for the mean of all channels.</param>
    /// <param name="samples">Takes one sample a sample frame.</param>
    /// <returns>Sample frames read.</returns>
    public static int ReadFrames(ref ReadOnlySequence<byte> buffer, AudioFormat format, int channel, Span<float> samples)
    {
        var frameBytes = format.BytesPerFrame;
        Span<byte> straddling = stackalloc byte[MaxFrameBytes];
        var read = 0;
        while (read < samples.Length && buffer.Length >= frameBytes)
        {
            var contiguous = buffer.FirstSpan;
            var frames = Math.Min(contiguous.Length / frameBytes, samples.Length - read);
            if (frames == 0)
            {
                // The frame lies across two segments of the pipe.
                buffer.Slice(0, frameBytes).CopyTo(straddling);
                Convert(straddling[..frameBytes], format, channel, samples.Slice(read, 1));
                frames = 1;
            }
            else
            {
                Convert(contiguous[..(frames * frameBytes)], format, channel, samples.Slice(read, frames));
            }

            read += frames;
            buffer = buffer.Slice((long)frames * frameBytes);
        }

        return read;
    }

    /// <summary>Index of the first sample that is NaN or infinite, or −1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> samples)
    {
        // x − x is 0 for every finite x and NaN otherwise.
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var sum = Vector<float>.Zero;
        foreach (var vector in vectors) sum += vector - vector;
        var suspicious = !(Vector.Sum(sum) == 0);
        for (var i = suspicious ? 0 : vectors.Length * Vector<float>.Count; i < samples.Length; i++)
            if (!float.IsFinite(samples[i])) return i;
        return -1;
    }

    /// <summary>Index of the first sample that is beyond ±limit, infinite or NaN, or −1.</summary>
    public static int IndexOfBeyond(ReadOnlySpan<float> samples, float limit)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        var bound = new Vector<float>(limit);
        var at = 0;
        // NaN is no less than anything.
        while (at < vectors.Length && Vector.LessThanOrEqualAll(Vector.Abs(vectors[at]), bound)) at++;
        for (var i = at * Vector<float>.Count; i < samples.Length; i++)
            if (!(MathF.Abs(samples[i]) <= limit)) return i;
        return -1;
    }

    private static void Convert(ReadOnlySpan<byte> bytes, AudioFormat format, int channel, Span<float> samples)
    {
        if (channel == 0 && format.Channels > 1)
        {
            Average(bytes, format, samples);
            return;
        }

        var offset = channel <= 1 ? 0 : (channel - 1) * format.BytesPerSample;
        var step = format.BytesPerFrame;
        switch (format.Encoding)
        {
            case SampleEncoding.F32 when format.Channels == 1 && BitConverter.IsLittleEndian:
                MemoryMarshal.Cast<byte, float>(bytes)[..samples.Length].CopyTo(samples);
                break;
            case SampleEncoding.F32:
                for (var i = 0; i < samples.Length; i++, offset += step)
                    samples[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[offset..]);
                break;
            case SampleEncoding.S16 when format.Channels == 1 && BitConverter.IsLittleEndian:
                FromWords(MemoryMarshal.Cast<byte, short>(bytes), samples);
                break;
            case SampleEncoding.S16:
                for (var i = 0; i < samples.Length; i++, offset += step)
                    samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[offset..]) * (1f / 32768);
                break;
            case SampleEncoding.S24:
                for (var i = 0; i < samples.Length; i++, offset += step) samples[i] = ReadInt24(bytes[offset..]) * (1f / 8388608);
                break;
            default:
                for (var i = 0; i < samples.Length; i++, offset += step)
                    samples[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]) * (1f / 2147483648);
                break;
        }
    }

    // What most hydrophones give, vector by vector: the factor is a power of two, so that the bits are those of one by one.
    private static void FromWords(ReadOnlySpan<short> words, Span<float> samples)
    {
        var scale = new Vector<float>(1f / 32768);
        var at = 0;
        for (; at <= samples.Length - Vector<short>.Count; at += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(words[at..]), out var low, out var high);
            (Vector.ConvertToSingle(low) * scale).CopyTo(samples[at..]);
            (Vector.ConvertToSingle(high) * scale).CopyTo(samples[(at + Vector<int>.Count)..]);
        }

        for (; at < samples.Length; at++) samples[at] = words[at] * (1f / 32768);
    }

    private static void Average(ReadOnlySpan<byte> bytes, AudioFormat format, Span<float> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var frame = bytes.Slice(i * format.BytesPerFrame, format.BytesPerFrame);
            var sum = 0f;
            for (var c = 0; c < format.Channels; c++) sum += ReadSample(frame[(c * format.BytesPerSample)..], format.Encoding);
            samples[i] = sum / format.Channels;
        }
    }

    private static float ReadSample(ReadOnlySpan<byte> bytes, SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.S16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) * (1f / 32768),
        SampleEncoding.S24 => ReadInt24(bytes) * (1f / 8388608),
        SampleEncoding.S32 => BinaryPrimitives.ReadInt32LittleEndian(bytes) * (1f / 2147483648),
        _ => BinaryPrimitives.ReadSingleLittleEndian(bytes),
    };

    private static int ReadInt24(ReadOnlySpan<byte> bytes) => (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16)) << 8 >> 8;
}
