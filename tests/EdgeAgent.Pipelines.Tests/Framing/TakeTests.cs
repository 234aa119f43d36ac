using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Framing;

namespace EdgeAgent.Pipelines.Tests.Framing;

public sealed class TakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Take_SampleFramesAcrossSegments_GivesEverySampleOnceAndLeavesTheRest(int channels)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var values = Enumerable.Range(0, 1000 * channels).Select(i => (float)i).ToArray();
        byte[] bytes = [.. MemoryMarshal.AsBytes<float>(values), 1, 2, 3];
        var pipe = new Pipe();
        // 1001 bytes a segment: every seam lies inside a sample.
        for (var at = 0; at < bytes.Length; at += 1001)
        {
            var part = bytes.AsMemory(at, Math.Min(1001, bytes.Length - at));
            part.CopyTo(pipe.Writer.GetMemory(5000));
            pipe.Writer.Advance(part.Length);
            if (at == 0) await pipe.Writer.FlushAsync(cancellation);
        }

        await pipe.Writer.FlushAsync(cancellation);
        var buffer = (await pipe.Reader.ReadAsync(cancellation)).Buffer;
        var room = new float[64];
        var taken = new List<float>();
        while (PcmFraming.Take(ref buffer, new AudioFormat(10_000, channels, SampleEncoding.F32), 1, room) is { IsEmpty: false } samples)
        {
            Assert.InRange(samples.Length, 1, room.Length);
            taken.AddRange(samples);
        }

        Assert.Equal(values.Where((_, i) => i % channels == 0), taken);
        Assert.Equal([1, 2, 3], buffer.ToArray());
    }
}
