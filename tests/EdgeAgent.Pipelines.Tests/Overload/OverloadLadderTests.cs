using EdgeAgent.Core.Control;
using EdgeAgent.Pipelines.Overload;

namespace EdgeAgent.Pipelines.Tests.Overload;

/// <summary>The rule alone: what waits and what the work takes decide.</summary>
public sealed class OverloadLadderTests
{
    private static readonly OverloadRules Rules = new() { RaiseSeconds = 1, SkipSeconds = 3, HoldSeconds = 10, StepSeconds = 2, CalmLoad = 0.7 };

    private readonly OverloadLadder _ladder = new(Rules);
    private double _now = 100;

    [Fact]
    public void Decide_BurstThatIsSoonDone_IsNoOverload()
    {
        // Five seconds at once, but the work is little.
        Assert.Equal(OverloadStep.None, Pass(seconds: 5, queued: 5, load: 0.2));
        Assert.Equal(0, _ladder.Climbs);
    }

    [Fact]
    public void Decide_TooMuchWorkButNothingWaits_IsNoOverload() => Assert.Equal(OverloadStep.None, Pass(seconds: 30, queued: 0.1, load: 1.5));

    [Fact]
    public void Decide_FallsBehind_ClimbsStepByStepInOrderAndGivesEachItsTime()
    {
        Assert.Equal(OverloadStep.Batch, Pass(seconds: 0.1, queued: 1.2, load: 1.5));
        Assert.Equal(OverloadStep.Batch, Pass(seconds: 1.8, queued: 1.4, load: 1.5));
        Assert.Equal(OverloadStep.Variant, Pass(seconds: 0.3, queued: 1.6, load: 1.4));
        Assert.Equal(OverloadStep.Hop, Pass(seconds: 2.1, queued: 1.8, load: 1.2));
        Assert.Equal(OverloadStep.Skip, Pass(seconds: 2.1, queued: 2, load: 1.1));
        Assert.Equal(OverloadStep.Skip, Pass(seconds: 20, queued: 2, load: 1.1));
        Assert.Equal(4, _ladder.Climbs);
    }

    [Fact]
    public void Decide_StepsThatBringNothingHere_ArePassedOver()
    {
        Assert.Equal(OverloadStep.Hop, Pass(seconds: 0.1, queued: 1.2, load: 1.5, OverloadSteps.Hop | OverloadSteps.Skip));
        Assert.Equal(OverloadStep.Skip, Pass(seconds: 2.2, queued: 1.2, load: 1.5, OverloadSteps.Hop | OverloadSteps.Skip));
        // And down again the same way.
        Assert.Equal(OverloadStep.Hop, Pass(seconds: 10.2, queued: 0, load: 0.3, OverloadSteps.Hop | OverloadSteps.Skip));
        Assert.Equal(OverloadStep.None, Pass(seconds: 10.2, queued: 0, load: 0.3, OverloadSteps.Hop | OverloadSteps.Skip));
    }

    [Fact]
    public void Decide_TooMuchWaits_SkipsAtOnce()
    {
        Assert.Equal(OverloadStep.Skip, Pass(seconds: 0.1, queued: 3.1, load: 2));
        Assert.Equal(1, _ladder.Climbs);
    }

    [Fact]
    public void Decide_SkipNotAllowed_NeverSkips()
    {
        var ladder = new OverloadLadder(Rules with { Steps = OverloadSteps.Batch });
        for (var now = 0.0; now < 100; now += 0.1) Assert.InRange(ladder.Decide(new(now, 10, 5, OverloadSteps.All)), OverloadStep.None, OverloadStep.Batch);
    }

    [Fact]
    public void Decide_LoadFalls_ClimbsDownOneStepAHoldTime()
    {
        Pass(seconds: 0.1, queued: 3.1, load: 2);

        Assert.Equal(OverloadStep.Skip, Pass(seconds: 9.8, queued: 0, load: 0.3));
        Assert.Equal(OverloadStep.Hop, Pass(seconds: 0.4, queued: 0, load: 0.3));
        Assert.Equal(OverloadStep.Variant, Pass(seconds: 10.2, queued: 0, load: 0.3));
        Assert.Equal(OverloadStep.Batch, Pass(seconds: 10.2, queued: 0, load: 0.3));
        Assert.Equal(OverloadStep.None, Pass(seconds: 10.2, queued: 0, load: 0.3));
    }

    [Fact]
    public void Decide_WorkWouldBeTooMuchWithoutTheStep_StaysOnIt()
    {
        Pass(seconds: 0.1, queued: 1.2, load: 1.5);
        Pass(seconds: 2.2, queued: 1.2, load: 1.5);
        Pass(seconds: 2.2, queued: 1.2, load: 1.5);

        // Half the windows take 0.5 of the time: all of them would take it all.
        Assert.Equal(OverloadStep.Hop, Pass(seconds: 300, queued: 0.1, load: 0.5));
        Assert.Equal(OverloadStep.Variant, Pass(seconds: 10.2, queued: 0.1, load: 0.34));
    }

    [Fact]
    public void Decide_GivingUpWasWrong_HoldsTwiceAsLongTheNextTime()
    {
        const OverloadSteps only = OverloadSteps.Skip;
        var held = new List<double>();
        for (var round = 0; round < 4; round++)
        {
            Assert.Equal(OverloadStep.Skip, Pass(seconds: 0.1, queued: 3.1, load: 2, only));
            var since = _now;
            while (_ladder.Step == OverloadStep.Skip)
            {
                Assert.True(_now - since < 1000, "the step is held for ever");
                Pass(seconds: 0.1, queued: 0, load: 0.3, only);
            }

            held.Add(_now - since);
        }

        Assert.Equal([10, 20, 40, 80], held.Select(h => Math.Round(h / 10) * 10));
    }

    [Fact]
    public void Decide_CalmInterruptedByWork_BeginsToCountAnew()
    {
        Pass(seconds: 0.1, queued: 3.1, load: 2);
        Pass(seconds: 9, queued: 0, load: 0.3);
        Pass(seconds: 0.1, queued: 0, load: 0.9);

        Assert.Equal(OverloadStep.Skip, Pass(seconds: 9, queued: 0, load: 0.3));
        Assert.Equal(OverloadStep.Hop, Pass(seconds: 2, queued: 0, load: 0.3));
    }

    private OverloadStep Pass(double seconds, double queued, double load, OverloadSteps available = OverloadSteps.All)
    {
        var step = _ladder.Step;
        for (var end = _now + seconds; _now < end - 1e-9;)
        {
            _now += 0.1;
            step = _ladder.Decide(new OverloadReading(_now, queued, load, available));
        }

        return step;
    }
}
