using System.Buffers;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Framing;

namespace EdgeAgent.Pipelines.Tests.Framing;

public sealed class PcmFramingTests
{
    public static TheoryData<SampleEncoding> Encodings => [.. Enum.GetValues<SampleEncoding>()];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void ReadFramesAndTake_AnySegmentsChannelsAndRoom_GivesWhatTheDefinitionSays(SampleEncoding encoding)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var format = new AudioFormat(8000, seed % 4 == 3 ? 1 : random.Next(1, 9), encoding);
            var channel = random.Next(0, format.Channels + 1);
            var bytes = Bytes(random, format, frames: random.Next(0, 300));
            var rest = random.Next(0, format.BytesPerFrame);
            var sequence = Segments(random, [.. bytes, .. new byte[rest]]);
            var room = new float[random.Next(1, 120)];
            var read = new List<float>();

            if (seed % 2 == 0)
            {
                int count;
                while ((count = PcmFraming.ReadFrames(ref sequence, format, channel, room)) > 0) read.AddRange(room[..count]);
            }
            else
            {
                while (PcmFraming.Take(ref sequence, format, channel, room) is { IsEmpty: false } samples)
                {
                    Assert.InRange(samples.Length, 1, room.Length);
                    read.AddRange(samples);
                }
            }

            Assert.Equal(Reference(bytes, format, channel), read);
            Assert.Equal(rest, sequence.Length);
        }
    }

    [Fact]
    public void ReadFrames_ExtremeSamples_StayWithinOneAndKeepTheirSign()
    {
        var samples = new float[4];
        var s16 = new ReadOnlySequence<byte>([0x00, 0x80, 0xFF, 0x7F, 0xFF, 0xFF, 0x01, 0x00]);
        Assert.Equal(4, PcmFraming.ReadFrames(ref s16, new AudioFormat(8000, 1, SampleEncoding.S16), 1, samples));
        Assert.Equal([-1f, 32767f / 32768, -1f / 32768, 1f / 32768], samples);

        var s24 = new ReadOnlySequence<byte>([0x00, 0x00, 0x80, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x00]);
        Assert.Equal(4, PcmFraming.ReadFrames(ref s24, new AudioFormat(8000, 1, SampleEncoding.S24), 1, samples));
        Assert.Equal([-1f, 8388607f / 8388608, -1f / 8388608, 1f / 8388608], samples);
    }

    [Fact]
    public void ReadFrames_LessThanAFrame_TakesNothing()
    {
        var bytes = new ReadOnlySequence<byte>(new byte[7]);
        Assert.Equal(0, PcmFraming.ReadFrames(ref bytes, new AudioFormat(8000, 2, SampleEncoding.F32), 0, new float[4]));
        Assert.Equal(7, bytes.Length);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void IndexOfNonFinite_AnyPlaceInAnyLength_IsFound(float bad)
    {
        for (var length = 0; length < 70; length++)
        {
            var samples = Enumerable.Range(0, length).Select(i => i % 3 == 0 ? float.MaxValue : -float.MaxValue / (i + 1)).ToArray();
            Assert.Equal(-1, PcmFraming.IndexOfNonFinite(samples));
            for (var at = 0; at < length; at++)
            {
                var damaged = samples.ToArray();
                damaged[at] = bad;
                damaged[^1] = at == length - 1 ? bad : float.NaN;
                Assert.Equal(at, PcmFraming.IndexOfNonFinite(damaged));
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(100.1f)]
    [InlineData(-100.1f)]
    public void IndexOfBeyond_AnyPlaceInAnyLength_IsFound(float bad)
    {
        for (var length = 0; length < 70; length++)
        {
            var samples = Enumerable.Range(0, length).Select(i => i % 2 == 0 ? 100f : -100f).ToArray();
            Assert.Equal(-1, PcmFraming.IndexOfBeyond(samples, 100));
            for (var at = 0; at < length; at++)
            {
                var damaged = samples.ToArray();
                damaged[at] = damaged[^1] = bad;
                Assert.Equal(at, PcmFraming.IndexOfBeyond(damaged, 100));
            }
        }
    }

    private static byte[] Bytes(Random random, AudioFormat format, int frames)
    {
        var bytes = new byte[frames * format.BytesPerFrame];
        random.NextBytes(bytes);
        if (format.Encoding == SampleEncoding.F32)
            foreach (ref var sample in MemoryMarshal.Cast<byte, float>(bytes.AsSpan())) sample = (float)((2 * random.NextDouble()) - 1);
        return bytes;
    }

    private static List<float> Reference(byte[] bytes, AudioFormat format, int channel)
    {
        var samples = new List<float>();
        for (var frame = 0; frame < bytes.Length; frame += format.BytesPerFrame)
        {
            var channels = Enumerable.Range(0, format.Channels).Select(c => Sample(bytes, frame + (c * format.BytesPerSample), format.Encoding)).ToArray();
            samples.Add(channel > 0 ? channels[channel - 1] : channels.Aggregate(0f, (sum, sample) => sum + sample) / channels.Length);
        }

        return samples;
    }

    private static float Sample(byte[] b, int at, SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.S16 => (short)(b[at] | (b[at + 1] << 8)) / 32768f,
        SampleEncoding.S24 => (float)(((sbyte)b[at + 2] * 65536) + (b[at + 1] * 256) + b[at]) / 8388608f,
        SampleEncoding.S32 => (float)(int)(b[at] | ((uint)b[at + 1] << 8) | ((uint)b[at + 2] << 16) | ((uint)b[at + 3] << 24)) / 2147483648f,
        _ => BitConverter.ToSingle(b, at),
    };

    private static ReadOnlySequence<byte> Segments(Random random, byte[] bytes)
    {
        var first = new Segment(default, 0);
        var last = first;
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, random.Next(4) == 0 ? random.Next(0, 200) : random.Next(0, 9));
            last = last.Append(bytes.AsMemory(at, length));
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
