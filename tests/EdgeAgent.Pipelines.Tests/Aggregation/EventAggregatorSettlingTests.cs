using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Aggregation;

namespace EdgeAgent.Pipelines.Tests.Aggregation;

public sealed class EventAggregatorSettlingTests
{
    private const int Rate = 10;

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void IsSettled_SmoothedScores_LaterEventsDoNotDependOnTheStart(int windows)
    {
        var random = new Random(windows);
        var compared = 0;
        for (var trial = 0; trial < 20_000; trial++)
        {
            var rules = new EventRules
            {
                High = 0.6f,
                Low = 0.4f,
                Smoothing = random.Next(2) == 0 ? SmoothingKind.Median : SmoothingKind.Mean,
                SmoothingWindows = windows,
                Confirm = 1,
                ConfirmOf = random.Next(1, 4),
                MergeGapSeconds = random.Next(0, 4),
            };
            var scores = Enumerable.Range(0, 60).Select(_ => random.Next(5) == 0 ? 1f : (float)random.NextDouble() * 0.5f).ToArray();
            var (whole, _) = Run(rules, scores, 0);
            var (part, settled) = Run(rules, scores, random.Next(1, 30));
            if (settled < 0) continue;

            var later = whole.Where(c => c.First >= settled).ToArray();
            Assert.Equal(later, part.Where(c => c.First >= settled));
            compared += later.Length;
        }

        Assert.True(compared > 1000, $"only {compared} changes were compared");
    }

    private static (List<EventChange> Changes, long Settled) Run(EventRules rules, float[] scores, int start)
    {
        var aggregator = new EventAggregator([rules], Rate);
        var changes = new List<EventChange>();
        var settled = -1L;
        for (var i = start; i < scores.Length; i++)
        {
            changes.AddRange(aggregator.Add(i * Rate, (i + 1) * Rate, [scores[i]]));
            if (settled < 0 && aggregator.IsSettled) settled = aggregator.Position;
        }

        changes.AddRange(aggregator.Finish(scores.Length * Rate, CloseReason.EndOfInput));
        return (changes, settled);
    }
}
