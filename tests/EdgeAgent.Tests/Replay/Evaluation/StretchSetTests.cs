using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tests.Replay.Evaluation;

public sealed class StretchSetTests
{
    [Fact]
    public void SetOperations_RandomStretches_AgreeWithASecondBySecondCount()
    {
        var random = new Random(11);
        for (var round = 0; round < 3000; round++)
        {
            var (first, second) = (Some(random), Some(random));
            var (one, two) = (StretchSet.Union(first), StretchSet.Union(second));
            Assert.Equal(Seconds(t => In(first, t)), one.Seconds);
            Assert.Equal(Seconds(t => In(first, t) && In(second, t)), one.Intersect(two).Seconds);
            Assert.Equal(Seconds(t => In(first, t) && !In(second, t)), one.Subtract(two).Seconds);
            var begin = random.Next(40);
            var probe = new Stretch(begin, begin + random.Next(6));
            Assert.Equal(first.Any(probe.Overlaps), one.Overlaps(probe));
        }
    }

    private static Stretch[] Some(Random random) => [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(36)).Select(begin => new Stretch(begin, begin + random.Next(10)))];

    private static bool In(Stretch[] stretches, double time) => stretches.Any(stretch => stretch.Begin < time && time < stretch.End);

    private static int Seconds(Func<double, bool> holds) => Enumerable.Range(0, 50).Count(second => holds(second + 0.5));
}
