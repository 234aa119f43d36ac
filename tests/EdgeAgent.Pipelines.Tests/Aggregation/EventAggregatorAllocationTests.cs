using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Aggregation;

namespace EdgeAgent.Pipelines.Tests.Aggregation;

public sealed class EventAggregatorAllocationTests
{
    [Fact]
    public void Add_QuietWindows_AllocatesNothing()
    {
        var rules = new EventRules { Smoothing = SmoothingKind.Median, SmoothingWindows = 5, Confirm = 2, ConfirmOf = 3, MergeGapSeconds = 2 };
        var aggregator = new EventAggregator([rules, rules with { Smoothing = SmoothingKind.Mean }], 10_000);
        Follow(0, 200);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Follow(200, 10_000);

        // The runtime may still prepare a thing once; a window costs nothing.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);

        void Follow(int from, int to)
        {
            ReadOnlySpan<float> scores = [0.1f, 0.2f];
            for (var i = from; i < to; i++)
            {
                aggregator.Add(i * 1000L, (i + 1) * 1000L, scores);
                // What the runner asks after every window.
                if (aggregator.Position < 0 || aggregator.OpenOnset >= 0) throw new InvalidOperationException("quiet windows opened an event");
            }
        }
    }
}
