using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Tests.Windows;

public sealed class SlidingWindowTests
{
    [Fact]
    public void TryPeek_AnyChunks_GivesTheWindowsOfAList()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var size = random.Next(1, 3000);
            var hop = random.Next(Math.Max(1, size / 7), size + 1);
            var windows = new SlidingWindow(size, hop);
            var all = new List<float>();
            var total = random.Next(0, 60_000);
            while (all.Count < total)
            {
                var free = windows.Free;
                Assert.False(free.IsEmpty);
                var count = Math.Min(free.Length, random.Next(1, 5000));
                for (var i = 0; i < count; i++)
                {
                    free[i] = all.Count;
                    all.Add(all.Count);
                }

                windows.Append(count);
                while (windows.TryPeek(out var window))
                {
                    Assert.True(window.SequenceEqual(all.GetRange((int)windows.NextStart, size).ToArray()));
                    Assert.Equal(0, windows.NextStart % hop);
                    windows.Advance();
                }

                // Nothing that is there is withheld, and the tail is there whenever the epoch ends.
                Assert.True(windows.NextStart + size > all.Count);
                Assert.Equal(all.Count, windows.Total);
                Assert.True(windows.Tail().SequenceEqual(all.TakeLast(size).ToArray()));
            }
        }
    }

    [Fact]
    public void Tail_NothingYet_IsEmpty() => Assert.True(new SlidingWindow(10, 5).Tail().IsEmpty);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 0)]
    [InlineData(10, 11)]
    public void Constructor_ImpossibleSizes_Throws(int window, int hop) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlidingWindow(window, hop));
}
