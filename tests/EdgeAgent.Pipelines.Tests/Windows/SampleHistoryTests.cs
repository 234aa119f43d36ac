using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Tests.Windows;

public sealed class SampleHistoryTests
{
    [Fact]
    public void Read_AnyBlocksAndSizes_GivesTheNewestSamples()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var history = new SampleHistory();
            var capacity = random.Next(1, 500);
            history.EnsureCapacity(capacity);
            var next = 0;
            for (var round = 0; round < 60; round++)
            {
                if (random.Next(12) == 0)
                {
                    history.Clear();
                    next = 0;
                }

                if (random.Next(12) == 0) history.EnsureCapacity(capacity += random.Next(1, 100));
                var block = Enumerable.Range(next, random.Next(0, 700)).Select(i => (float)i).ToArray();
                history.Append(block);
                next += block.Length;

                Assert.Equal(next, history.End);
                Assert.InRange(history.End - history.Start, Math.Min(next, block.Length == 0 ? 0 : Math.Min(block.Length, capacity)), capacity);
                for (var at = history.Start; at < history.End;)
                {
                    var part = history.Read(at, history.End);
                    foreach (var sample in part) Assert.Equal(at++, sample);
                }
            }
        }
    }

    [Fact]
    public void Append_FullAndMadeLarger_KeepsWhatWasThereAndFillsUp()
    {
        var history = new SampleHistory();
        history.EnsureCapacity(100);
        history.Append(new float[250]);
        history.EnsureCapacity(300);
        Assert.Equal((150, 250), (history.Start, history.End));
        history.Append(new float[250]);
        Assert.Equal((200, 500), (history.Start, history.End));
    }

    [Fact]
    public void Append_SteadyState_AllocatesNothing()
    {
        var history = new SampleHistory();
        history.EnsureCapacity(10_000);
        var block = new float[4096];
        history.Append(block);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) history.Append(block);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
