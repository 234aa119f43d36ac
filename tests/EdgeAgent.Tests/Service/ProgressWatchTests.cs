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
    public void Look_FedPipelineStandsStill_IsStuckAfterItsPatience()
    {
        Assert.Null(Look(100));
        _time.Advance(Patience);
        Assert.Null(Look(100));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("reef-north has not analysed anything for 31 s", Look(100), StringComparison.Ordinal);
        Assert.Null(Look(101));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Look_PipelineThatIsKnownToWait_IsNotStuckHoweverLong(bool running, bool fed)
    {
        Look(100, running, fed);
        _time.Advance(10 * Patience);

        Assert.Null(Look(100, running, fed));
        // Its patience begins when it is fed again.
        Assert.Null(Look(100));
        _time.Advance(Patience + TimeSpan.FromSeconds(1));
        Assert.NotNull(Look(100));
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

    private string? Look(long frames, bool running = true, bool fed = true) => _watch.Look([new PipelineProgress("reef-north", running, fed, frames)], Idle);
}
