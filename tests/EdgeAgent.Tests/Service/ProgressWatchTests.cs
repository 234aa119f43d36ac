using EdgeAgent.Hosting.Service;

namespace EdgeAgent.Tests.Service;

public sealed class ProgressWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly StoreProgress Idle = new(Works: true, Waiting: 0, Commits: 5);

    private readonly ManualTime _time = new();
    private readonly ProgressWatch _watch;

    public ProgressWatchTests() => _watch = new ProgressWatch(Patience, _time);

    [Fact]
    public void Look_WhatIsGivenIsNotAnalysed_IsStuckAfterItsPatience()
    {
        Assert.Null(Look(100, delivered: 4000));
        Assert.Null(Look(100, delivered: 5000));
        _time.Advance(Patience);
        Assert.Null(Look(100, delivered: 5000));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("reef-north has not analysed anything for 31 s", Look(100, delivered: 5000), StringComparison.Ordinal);
        Assert.Null(Look(101, delivered: 5000));
    }

    [Fact]
    public void Look_SourceGivesNothingForLong_IsNotStuck()
    {
        Look(100, delivered: 4000);
        _time.Advance(10 * Patience);
        Assert.Null(Look(100, delivered: 4000));

        // Patience begins with what comes then.
        Assert.Null(Look(100, delivered: 5000));
        _time.Advance(Patience);
        Assert.Null(Look(100, delivered: 5000));
    }

    [Theory]
    [InlineData(false, 4000L)]
    [InlineData(true, null)]
    public void Look_PipelineOfWhichNothingCanBeExpected_IsNotStuckHoweverLong(bool running, long? delivered)
    {
        Look(100, running, delivered);
        _time.Advance(10 * Patience);

        Assert.Null(Look(100, running, delivered is null ? null : 9000));
    }

    [Fact]
    public void Look_StoreWritesNothingOfWhatWaits_IsStuckUnlessItsDiskIsKnownToFail()
    {
        var waits = new StoreProgress(Works: true, Waiting: 3, Commits: 5);
        _watch.Look([], waits);
        _time.Advance(Patience + TimeSpan.FromSeconds(1));

        Assert.Contains("the event store has not written for 31 s", _watch.Look([], waits), StringComparison.Ordinal);
        Assert.Null(_watch.Look([], waits with { Works = false }));
        Assert.Null(_watch.Look([], waits with { Commits = 6 }));
        Assert.Null(_watch.Look([], waits with { Commits = 6, Waiting = 0 }));
    }

    private string? Look(long frames, bool running = true, long? delivered = null) => _watch.Look([new PipelineProgress("reef-north", running, delivered, frames)], Idle);
}
