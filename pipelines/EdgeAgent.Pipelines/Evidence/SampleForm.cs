using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>How a source's bytes are written to a file without loss.</summary>
internal static class SampleForm
{
    private const int MostFlacChannels = 8;
    private const int HighestFlacRate = 655_350;

    /// <summary>Finds the smallest form that holds every sample exactly. What libsndfile read as floats from a file of integers goes back to these.</summary>
    /// <param name="bytes">Whole sample frames.</param>
    /// <param name="format">What they are.</param>
    /// <param name="wanted">The container, where the form allows it.</param>
    public static AudioEncoding For(ReadOnlySpan<byte> bytes, AudioFormat format, ClipFormat wanted) =>
        Encoding(Bits(bytes, format.Encoding), format, wanted);

    /// <summary>The form that holds whatever such a source may give.</summary>
    public static AudioEncoding ForAny(AudioFormat format, ClipFormat wanted) => Encoding(
        format.Encoding switch
        {
            SampleEncoding.S16 => 16,
            SampleEncoding.S24 => 24,
            SampleEncoding.S32 => 32,
            _ => 0,
        },
        format,
        wanted);

    /// <summary>The extension of a file of this form.</summary>
    public static string Extension(AudioEncoding encoding) => encoding is AudioEncoding.FlacPcm16 or AudioEncoding.FlacPcm24 ? "flac" : "wav";

    /// <summary>Appends sample frames to a file.</summary>
    /// <param name="writer">The file, of a form of this class.</param>
    /// <param name="bytes">Whole sample frames.</param>
    /// <param name="format">What they are.</param>
    /// <param name="isFloat">Whether the file holds floats.</param>
    /// <param name="room">Room to convert in, at least one sample frame.</param>
    public static void Write(SndFileWriter writer, ReadOnlySpan<byte> bytes, AudioFormat format, bool isFloat, Span<int> room)
    {
        if (isFloat)
        {
            writer.Write(MemoryMarshal.Cast<byte, float>(bytes));
            return;
        }

        room = room[..(room.Length / format.Channels * format.Channels)];
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(room.Length, bytes.Length / format.BytesPerSample);
            Convert(bytes[..(count * format.BytesPerSample)], format.Encoding, room[..count]);
            writer.Write(room[..count]);
            bytes = bytes[(count * format.BytesPerSample)..];
        }
    }

    private static AudioEncoding Encoding(int bits, AudioFormat format, ClipFormat wanted)
    {
        var flac = wanted == ClipFormat.Flac && format.Channels <= MostFlacChannels && format.SampleRate <= HighestFlacRate;
        return bits switch
        {
            16 => flac ? AudioEncoding.FlacPcm16 : AudioEncoding.WavPcm16,
            24 => flac ? AudioEncoding.FlacPcm24 : AudioEncoding.WavPcm24,
            32 => AudioEncoding.WavPcm32,
            _ => AudioEncoding.WavFloat,
        };
    }

    // 16, 24, 32, or 0 for floats that are no integers of 24 bits.
    private static int Bits(ReadOnlySpan<byte> bytes, SampleEncoding encoding)
    {
        switch (encoding)
        {
            case SampleEncoding.S16:
                return 16;
            case SampleEncoding.S24:
                return 24;
            case SampleEncoding.S32:
                foreach (var sample in MemoryMarshal.Cast<byte, int>(bytes))
                    if ((sample & 0xff) != 0) return 32;
                return 24;
            default:
                var bits = 16;
                foreach (var sample in MemoryMarshal.Cast<byte, float>(bytes))
                {
                    var steps = sample * 8388608f;
                    if (!(steps >= -8388608f && steps <= 8388607f) || MathF.Truncate(steps) != steps || (sample == 0 && float.IsNegative(sample))) return 0;
                    if (((int)steps & 0xff) != 0) bits = 24;
                }

                return bits;
        }
    }

    private static void Convert(ReadOnlySpan<byte> bytes, SampleEncoding encoding, Span<int> samples)
    {
        switch (encoding)
        {
            case SampleEncoding.S16:
                for (var i = 0; i < samples.Length; i++) samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) << 16;
                break;
            case SampleEncoding.S24:
                for (var i = 0; i < samples.Length; i++) samples[i] = (bytes[3 * i] << 8) | (bytes[(3 * i) + 1] << 16) | (bytes[(3 * i) + 2] << 24);
                break;
            case SampleEncoding.S32:
                MemoryMarshal.Cast<byte, int>(bytes).CopyTo(samples);
                break;
            default:
                for (var i = 0; i < samples.Length; i++) samples[i] = (int)(BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]) * 8388608f) << 8;
                break;
        }
    }
}
