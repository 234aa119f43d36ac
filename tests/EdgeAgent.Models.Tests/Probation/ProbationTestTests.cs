using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Probation;

namespace EdgeAgent.Models.Tests.Probation;

public sealed class ProbationTestTests
{
    private static readonly ProbationRules Rules = new();
    private static readonly TrialFigures Before = new() { StreamSeconds = 86400, Windows = 172800, Events = 96 };

    private static TrialFigures Seen(double seconds = 900, long events = 1) => new() { StreamSeconds = seconds, Windows = (long)(2 * seconds), Events = events, LatencyMedian = 0.01 };

    private static ProbationVerdict Judge(TrialFigures seen, TrialFigures? before = null) => ProbationTest.Judge(Rules, before ?? Before, seen, 0.4);

    [Fact]
    public void Judge_BeforeTheTimeIsOver_GoesOn() => Assert.Equal(ProbationOutcome.Continues, Judge(Seen(899, 500)).Outcome);

    [Fact]
    public void Judge_TheSameRate_Passes()
    {
        var verdict = Judge(Seen());
        Assert.Equal(ProbationOutcome.Passed, verdict.Outcome);
        Assert.Equal(1, verdict.ExpectedEvents, 9);
        Assert.Equal("4 events an hour against 4 before (p = 1E+0)", verdict.Reason);
    }

    [Fact]
    public void Judge_TenTimesTheEvents_RollsBackWithTheRates()
    {
        var verdict = Judge(Seen(900, 10));
        Assert.Equal(ProbationOutcome.RollsBack, verdict.Outcome);
        Assert.Matches(@"^it gives 40 events an hour against 4 before \(p = \d\.\d+E-\d\)$", verdict.Reason!);
        Assert.InRange(verdict.RateP!.Value, 0, 1e-3);
    }

    [Fact]
    public void Judge_GoneSilent_RollsBackOnceThatIsNoChance()
    {
        Assert.Equal(ProbationOutcome.Passed, Judge(Seen(900, 0)).Outcome);
        Assert.Equal(ProbationOutcome.RollsBack, Judge(Seen(7200, 0)).Outcome);
    }

    [Fact]
    public void Judge_TooFewEvents_GoesOnForADayAndThenSaysUntested()
    {
        var quiet = Before with { Events = 2 };
        var soon = Judge(Seen(900, 0), quiet);
        Assert.Equal((ProbationOutcome.Continues, "rate untested so far: 2 events are too few to compare, so it goes on by technical signs"), (soon.Outcome, soon.Reason));
        var late = Judge(Seen(86400, 7), quiet);
        Assert.Equal((ProbationOutcome.Passed, "rate untested: 9 events are too few to compare", (double?)null), (late.Outcome, late.Reason, late.RateP));
    }

    [Fact]
    public void Judge_NothingBefore_CannotCompare() => Assert.StartsWith("rate untested", Judge(Seen(86400, 50), new TrialFigures()).Reason, StringComparison.Ordinal);

    [Fact]
    public void Judge_NoProbationAskedFor_PassesAtOnce() => Assert.Equal(ProbationOutcome.Passed, ProbationTest.Judge(Rules with { Seconds = 0 }, new TrialFigures(), new TrialFigures(), 0.4).Outcome);

    [Theory]
    [InlineData(2, 0, 0.01, null, null)]
    [InlineData(3, 0, 0.01, null, "it failed on 3 of 100 windows")]
    [InlineData(0, 3, 0.01, null, "3 of 100 windows have scores that are no numbers")]
    [InlineData(0, 0, 0.5, null, "a window takes 500 ms, and the pipeline can afford 400 ms")]
    [InlineData(0, 0, 0.01, "reef does not run it any more", "its session broke: reef does not run it any more")]
    public void Judge_TechnicalSign_RollsBackAtOnce(long failed, long notFinite, double latency, string? broken, string? reason)
    {
        var verdict = Judge(new TrialFigures { StreamSeconds = 50, Windows = 100, Failed = failed, NotFinite = notFinite, LatencyMedian = latency, Broken = broken });
        Assert.Equal((reason is null ? ProbationOutcome.Continues : ProbationOutcome.RollsBack, reason), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public void Judge_FewFaultsAmongManyWindows_AreNoReason() =>
        Assert.Equal(ProbationOutcome.Continues, Judge(new TrialFigures { StreamSeconds = 500, Windows = 1000, Failed = 9, LatencyMedian = 0.01 }).Outcome);
}
