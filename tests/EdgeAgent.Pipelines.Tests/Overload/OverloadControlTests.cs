using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Overload;

namespace EdgeAgent.Pipelines.Tests.Overload;

/// <summary>A real model behind a clock that is moved by hand: what is left out when it can't keep up, and that everything is accounted for.</summary>
public sealed class OverloadControlTests
{
    private static readonly OverloadRules Rules = new() { HoldSeconds = 5 };

    [Fact]
    public void Push_KeepsUp_RunsEveryWindowAtOnceAndAlone()
    {
        using var rig = new OverloadRig(Rules);
        rig.Executor.PerWindow = TimeSpan.FromMilliseconds(80);
        rig.HearTo(60);
        rig.Finish();

        Assert.All(rig.Executor.Batches, count => Assert.Equal(1, count));
        Assert.Empty(rig.Changes);
        Assert.Empty(rig.Out.Gaps);
        Assert.InRange(rig.MostQueued, 0, 0.2);
    }

    [Fact]
    public void Push_BatchesAreCheaper_BatchesAndLosesNothing()
    {
        using var rig = new OverloadRig(Rules);
        // Alone a window takes 120 of the 100 ms that there are, eight together 50 each.
        (rig.Executor.PerRun, rig.Executor.PerWindow) = (TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(40));
        rig.HearTo(120.05);
        rig.Finish();

        Assert.Contains(rig.Executor.Batches, count => count > 1);
        Assert.Equal(OverloadStep.Batch, rig.Changes.Max(c => c.To));
        Assert.Equal(0, rig.Control.LeftOut);
        Assert.Equal(120_050, rig.Scores.Rows.Sum(r => r.Last - r.First));
        Assert.InRange(rig.MostQueued, 0, 3);
    }

    [Fact]
    public void Push_HalfTheWindowsCanBeDone_LeavesOutEveryOtherAndEveryScoreStandsForTwoHops()
    {
        using var rig = new OverloadRig(Rules with { Steps = OverloadSteps.Hop | OverloadSteps.Skip });
        rig.Executor.PerWindow = TimeSpan.FromMilliseconds(150);
        rig.HearTo(60.05);
        rig.Finish();

        Assert.Equal(OverloadStep.Hop, rig.Changes.Max(c => c.To));
        Assert.InRange(rig.Control.LeftOut, 200, 300);
        Assert.Equal(0, rig.Control.SkippedSeconds);
        // Every sample frame lies in one cell all the same.
        Assert.Equal(60_050, Covered(rig));
        Assert.Contains(rig.Scores.Rows, r => r.Last - r.First == 200);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(2500)]
    public void Push_FarTooMuchWork_SkipsWhatWaitedLongestAndAccountsForEverySample(int milliseconds)
    {
        using var rig = new OverloadRig(Rules);
        rig.Executor.PerWindow = TimeSpan.FromMilliseconds(milliseconds);
        rig.HearTo(300.05);
        rig.Finish();

        Assert.Equal(OverloadStep.Skip, rig.Changes.Max(c => c.To));
        var skipped = rig.Out.Gaps.Where(g => g.Cause == "overload").ToArray();
        Assert.NotEmpty(skipped);
        Assert.Equal(300.05, (Covered(rig) / (double)OverloadRig.Rate) + skipped.Sum(g => g.Lost!.Seconds!.Value), 6);
        Assert.Equal(rig.Control.SkippedSeconds, skipped.Sum(g => g.Lost!.Seconds!.Value), 6);
        // Never further behind than a run more than it is allowed to be.
        Assert.InRange(rig.MostQueued, 0, Rules.SkipSeconds + (2.0 * milliseconds / 1000) + 0.2);
        AssertTouch(rig, skipped);
        // No event reaches over what nobody heard.
        Assert.All(rig.Out.Events, e => Assert.All(skipped, g => Assert.True(e.Offset <= g.From || e.Onset >= g.To, $"{e.Onset} to {e.Offset} and the gap {g.From} to {g.To}")));
        Assert.Contains(rig.Out.Closed, e => e.Reason == "gap");
    }

    [Fact]
    public void Push_LoadFallsAgain_ClimbsAllTheWayDownAndScoresEveryWindowAgain()
    {
        using var rig = new OverloadRig(Rules);
        rig.Executor.PerWindow = TimeSpan.FromMilliseconds(400);
        rig.HearTo(60);
        Assert.Equal(OverloadStep.Skip, rig.Control.Read().Step);
        rig.Executor.PerWindow = TimeSpan.FromMilliseconds(20);
        rig.HearTo(120);
        var (windows, leftOut) = (rig.Executor.Batches.Sum(), rig.Control.LeftOut);
        rig.HearTo(150);

        Assert.Equal(OverloadStep.None, rig.Control.Read().Step);
        Assert.Equal(leftOut, rig.Control.LeftOut);
        Assert.Equal(300, rig.Executor.Batches.Sum() - windows);
        Assert.Equal(rig.Changes.Count(c => c.To > c.From), rig.Control.Read().Climbs);
    }

    [Fact]
    public void Push_WindowsThatDoNotOverlap_AreNeverLeftOutUnsaid()
    {
        using var rig = new OverloadRig(Rules with { Steps = OverloadSteps.Hop }, window: 100, hop: 100);
        rig.Executor.PerWindow = TimeSpan.FromMilliseconds(150);
        rig.HearTo(30.05);
        rig.Finish();

        Assert.Equal(0, rig.Control.LeftOut);
        Assert.Equal(30_050, Covered(rig));
    }

    private static long Covered(OverloadRig rig) => rig.Scores.Rows.Sum(r => r.Last - r.First);

    // Cells and gaps lie side by side, without a hole and without an overlap.
    private static void AssertTouch(OverloadRig rig, IEnumerable<GapRecord> gaps)
    {
        var pieces = rig.Scores.Rows.Select(r => (r.First, r.Last))
            .Concat(gaps.Select(g => (First: Position(g.From), Last: Position(g.To)))).OrderBy(p => p.First).ToArray();
        Assert.Equal(0, pieces[0].First);
        for (var i = 1; i < pieces.Length; i++) Assert.Equal(pieces[i - 1].Last, pieces[i].First);

        static long Position(DateTimeOffset? at) => (long)Math.Round((at!.Value - OverloadRig.Start).TotalSeconds * OverloadRig.Rate);
    }
}
