using System.IO.Pipelines;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Audio;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Topology;

public sealed class TurnTakingTests
{
    [Fact]
    public async Task RunAsync_SourceOnDemand_IsReadOnItsOwnThreadAndInOrder()
    {
        var source = new CountingSource(blocks: 40, blockFrames: 8192);
        var next = 0f;
        await AudioPump.RunAsync(source, 1, "counting", locate: null, samples =>
        {
            Assert.Contains(Environment.CurrentManagedThreadId, source.Threads);
            foreach (var sample in samples) Assert.Equal(next++, sample);
            return true;
        }, null, null, null, CancellationToken.None);

        Assert.Equal(40 * 8192, next);
        Assert.Single(source.Threads);
    }

    [Fact]
    public async Task RunAsync_ReaderNeedsNoMore_EndsASourceOnDemand()
    {
        var source = new CountingSource(blocks: int.MaxValue, blockFrames: 8192);
        var taken = 0;
        await AudioPump.RunAsync(source, 1, "endless", locate: null, samples => (taken += samples.Length) < 100_000, null, null, null, CancellationToken.None);

        Assert.InRange(taken, 100_000, 100_000 + 8192);
    }

    [Fact]
    public async Task RunAsync_ReaderOfASourceOnDemandFails_Throws()
    {
        var source = new CountingSource(blocks: int.MaxValue, blockFrames: 8192);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            AudioPump.RunAsync(source, 1, "endless", locate: null, _ => throw new InvalidOperationException("enough"), null, null, null, CancellationToken.None));

        Assert.Equal("enough", error.Message);
    }

    private sealed class CountingSource(int blocks, int blockFrames) : IByteSource
    {
        private readonly HashSet<int> _threads = [];

        public AudioFormat Format { get; } = new(10_000, 1, SampleEncoding.F32);

        public bool IsOnDemand => true;

        public IReadOnlyCollection<int> Threads => _threads;

        public async Task FillAsync(PipeWriter writer, CancellationToken cancellation)
        {
            var value = 0f;
            for (var block = 0; block < blocks && !cancellation.IsCancellationRequested; block++)
            {
                _threads.Add(Environment.CurrentManagedThreadId);
                var samples = MemoryMarshal.Cast<byte, float>(writer.GetSpan(4 * blockFrames))[..blockFrames];
                for (var i = 0; i < samples.Length; i++) samples[i] = value++;
                writer.Advance(4 * blockFrames);
                if ((await writer.FlushAsync(CancellationToken.None)).IsCompleted) return;
            }
        }
    }
}
