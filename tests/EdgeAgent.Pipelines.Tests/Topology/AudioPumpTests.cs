using System.IO.Pipelines;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Topology;

public sealed class AudioPumpTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_SourceThatBreaks_EverySampleBeforeItIsHeard(bool onDemand)
    {
        var heard = 0;

        var failure = await Assert.ThrowsAsync<SourceException>(() => AudioPump.RunAsync(new Breaking(onDemand), 1, "x", null, Push, null, null, null, CancellationToken.None));

        Assert.Equal("x: broke", failure.Message);
        Assert.Equal(Breaking.Frames, heard);

        bool Push(ReadOnlySpan<float> samples)
        {
            heard += samples.Length;
            return true;
        }
    }

    [Fact]
    public async Task Run_SampleThatIsNoNumber_EverySampleBeforeItIsHeard()
    {
        var heard = 0;
        var samples = new float[10_000];
        samples[7777] = float.NaN;
        var bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples.AsSpan()).ToArray();

        await Assert.ThrowsAsync<SourceException>(() => AudioPump.RunAsync(
            new PcmStreamSource("x", new AudioFormat(1000, 1, SampleEncoding.F32), () => new MemoryStream(bytes)), 1, "x", null, Push, null, null, null, CancellationToken.None));

        Assert.Equal(7777, heard);

        bool Push(ReadOnlySpan<float> block)
        {
            heard += block.Length;
            return true;
        }
    }

    private sealed class Breaking(bool onDemand) : IByteSource
    {
        public const int Frames = 30_000;

        public AudioFormat Format => new(1000, 1, SampleEncoding.S16);

        public bool IsOnDemand => onDemand;

        public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
        {
            await writer.WriteAsync(new byte[Frames * 2], cancellation);
            throw new SourceException("x", "x: broke");
        }
    }
}
