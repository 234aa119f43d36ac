using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Pipelines.Aggregation;

namespace EdgeAgent.Pipelines.Tests.Aggregation;

public sealed class LabelTrackerTests
{
    private const int Rate = 10;
    private static readonly EventRules Plain = new() { High = 0.7f, Low = 0.4f, MaxSeconds = 1e5 };

    [Fact]
    public void Step_ScoreRisesAndFalls_OpensAtHighReachesBackToLowClosesAtFall()
    {
        var changes = Run(Plain, [0.1f, 0.5f, 0.8f, 0.6f, 0.1f]);

        Assert.Equal([EventState.Open, EventState.Close], changes.Select(c => c.State));
        Assert.Equal((10L, 40L), (changes[^1].First, changes[^1].Last));
        Assert.Equal(0.8f, changes[^1].Peak);
        Assert.Equal((0.5f + 0.8f + 0.6f) / 3, changes[^1].Mean, 6);
        Assert.Equal(3, changes[^1].Windows);
        Assert.Null(changes[^1].Reason);
    }

    [Fact]
    public void Step_KOfN_OneHighAloneOpensNothing()
    {
        var rules = Plain with { Confirm = 2, ConfirmOf = 3 };

        Assert.Empty(Run(rules, [0.1f, 0.9f, 0.1f, 0.1f, 0.9f, 0.1f, 0.1f]));
        Assert.Equal((10L, 40L), Run(rules, [0.1f, 0.9f, 0.1f, 0.9f, 0.1f])[^1] is var close ? (close.First, close.Last) : default);
    }

    [Fact]
    public void Step_GapWithinMerge_IsOneEvent()
    {
        var rules = Plain with { MergeGapSeconds = 2 };

        var changes = Run(rules, [0.9f, 0.1f, 0.1f, 0.9f, 0.1f, 0.1f, 0.1f, 0.9f, 0.1f]);

        var closed = changes.Where(c => c.State == EventState.Close).ToArray();
        Assert.Equal([(0L, 40L), (70L, 80L)], closed.Select(c => (c.First, c.Last)));
        Assert.Equal(4, closed[0].Windows);
        Assert.Equal((0.9f + 0.1f + 0.1f + 0.9f) / 4, closed[0].Mean, 5);
    }

    [Fact]
    public void Step_ShorterThanMinimum_IsNotReported()
    {
        var rules = Plain with { MinSeconds = 2 };

        Assert.Empty(Run(rules, [0.1f, 0.9f, 0.1f]));
        Assert.Equal(2, Run(rules, [0.1f, 0.9f, 0.9f, 0.1f]).Count);
    }

    [Fact]
    public void Step_LongerThanMaximum_IsCutAndContinued()
    {
        var rules = Plain with { MaxSeconds = 3 };

        var changes = Run(rules, [0.9f, 0.9f, 0.9f, 0.9f, 0.9f, 0.1f]);

        var closed = changes.Where(c => c.State == EventState.Close).ToArray();
        Assert.Equal([(0L, 30L), (30L, 50L)], closed.Select(c => (c.First, c.Last)));
        Assert.Equal([CloseReason.MaxLength, null], closed.Select(c => c.Reason));
        Assert.Equal([-1L, 0L], closed.Select(c => c.Continues));
    }

    [Fact]
    public void Finish_OpenEvent_ClosesAtTheEndWithTheReason()
    {
        var changes = new List<EventChange>();
        var tracker = new LabelTracker(0, Plain, Rate);
        tracker.Step(0, 10, 0.9f, changes);
        tracker.Finish(17, CloseReason.Gap, changes);

        Assert.Equal((EventState.Close, 17L, CloseReason.Gap), (changes[^1].State, changes[^1].Last, changes[^1].Reason));
    }

    [Fact]
    public void Step_RandomScores_GiveTheEventsOfTheDefinition()
    {
        var random = new Random(20261121);
        var withEvents = 0;
        for (var trial = 0; trial < 3000; trial++)
        {
            var n = random.Next(1, 5);
            var rules = Plain with { ConfirmOf = n, Confirm = random.Next(1, n + 1), MergeGapSeconds = random.Next(n - 1, 7), MinSeconds = random.Next(0, 4) };
            var scores = Walk(random, 200);

            var expected = OfflineEvents.Find(scores, rules, (int)rules.MergeGapSeconds, (int)rules.MinSeconds);
            var actual = Run(rules, scores).Where(c => c.State == EventState.Close).Select(c => ((int)(c.First / Rate), (int)(c.Last / Rate))).ToList();

            Assert.Equal(expected, actual);
            withEvents += expected.Count > 0 ? 1 : 0;
        }

        Assert.True(withEvents > 1000, "the scores are too quiet to prove anything");
    }

    [Fact]
    public void Step_RandomScores_RevisionsCountFromOpenToClose()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 300; trial++)
        {
            var rules = Plain with { MaxSeconds = random.Next(2, 40), MergeGapSeconds = random.Next(0, 5), Confirm = 1, ConfirmOf = 2 };
            var previous = default(EventChange);
            var open = false;
            foreach (var change in Run(rules, Walk(random, 300)))
            {
                if (open)
                {
                    Assert.Equal(previous.Revision + 1, change.Revision);
                    Assert.Equal(previous.First, change.First);
                    Assert.True(change.Last >= previous.Last && change.Peak >= previous.Peak);
                }
                else
                {
                    Assert.Equal((EventState.Open, 0), (change.State, change.Revision));
                    Assert.True(change.First >= previous.Last);
                }

                Assert.True(change.Last - change.First <= Math.Round(rules.MaxSeconds * Rate));
                open = change.State != EventState.Close;
                previous = change;
            }

            Assert.False(open);
        }
    }

    [Fact]
    public void IsSettled_OnceTrue_LaterEventsDoNotDependOnTheStart()
    {
        var random = new Random(11);
        var compared = 0;
        for (var trial = 0; trial < 2000; trial++)
        {
            var rules = Plain with { Confirm = 2, ConfirmOf = 3, MergeGapSeconds = random.Next(0, 5), MinSeconds = random.Next(0, 3), MaxSeconds = random.Next(5, 60) };
            var scores = Walk(random, 150);
            var whole = Run(rules, scores);
            var start = random.Next(1, 100);
            var tracker = new LabelTracker(0, rules, Rate);
            var changes = new List<EventChange>();
            var settledAt = -1L;
            for (var i = start; i < scores.Count; i++)
            {
                tracker.Step(i * Rate, (i + 1) * Rate, scores[i], changes);
                if (settledAt < 0 && tracker.IsSettled((i + 1) * Rate)) settledAt = (i + 1) * Rate;
            }

            tracker.Finish(scores.Count * Rate, CloseReason.EndOfInput, changes);
            if (settledAt < 0) continue;
            var later = whole.Where(c => c.First >= settledAt).ToArray();
            Assert.Equal(later, changes.Where(c => c.First >= settledAt));
            compared += later.Length;
        }

        Assert.True(compared > 1000);
    }

    private static List<EventChange> Run(EventRules rules, IReadOnlyList<float> scores)
    {
        var tracker = new LabelTracker(0, rules, Rate);
        var changes = new List<EventChange>();
        for (var i = 0; i < scores.Count; i++) tracker.Step(i * Rate, (i + 1) * Rate, scores[i], changes);
        tracker.Finish(scores.Count * Rate, CloseReason.EndOfInput, changes);
        return changes;
    }

    // Scores that stay near where they were, so that runs, dips and peaks of all lengths occur.
    private static List<float> Walk(Random random, int count)
    {
        var scores = new List<float>(count);
        var score = random.NextDouble();
        for (var i = 0; i < count; i++)
        {
            score = random.Next(4) == 0 ? random.NextDouble() : Math.Clamp(score + ((random.NextDouble() - 0.5) * 0.4), 0, 1);
            scores.Add((float)score);
        }

        return scores;
    }
}
