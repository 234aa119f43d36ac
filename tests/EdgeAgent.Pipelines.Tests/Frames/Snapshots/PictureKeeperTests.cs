using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Frames.Snapshots;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Frames.Snapshots;

public sealed class PictureKeeperTests : IEventSink, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EvidenceCounters _counters = new();
    private readonly ManualTime _time = new();
    private readonly ManualResetEventSlim _gate = new();
    private readonly HangingStore _store;
    private readonly List<string> _told = [];
    private Exception? _refusal;

    public PictureKeeperTests() => _store = new HangingStore(_gate);

    [Fact]
    public async Task Accept_NoPictures_PassesAtOnce()
    {
        await using var keeper = Keeper();
        using var end = new Opener(_gate);

        keeper.Accept(Event("a", EventState.Open));
        keeper.Accept(Gap());

        Assert.Equal(["a Open", "gap"], Told());
    }

    [Fact]
    public async Task Accept_Pictures_AreNamedByTheirRevisionAndByThoseBehindIt()
    {
        _gate.Set();
        await using var keeper = Keeper();
        using var end = new Opener(_gate);

        keeper.Accept(Event("a", EventState.Open), Pictures(1));
        keeper.Accept(Event("a", EventState.Update));
        keeper.Accept(Event("b", EventState.Open));
        keeper.Accept(Event("a", EventState.Close), Pictures(2));

        await Until.HoldsAsync(() => Told().Length == 4);
        Assert.Equal(["a Open a-1.jpg a-1.png", "a Update a-1.jpg a-1.png", "b Open", "a Close a-2.jpg a-2.png"], Told());
        Assert.Equal((2, 0, 0, 0, 0), (_counters.Clips, _counters.WithoutClip, _counters.Busy, _counters.Late, _counters.Refused));
    }

    [Fact]
    public async Task Accept_DiskThatHangs_EverythingGoesOnInItsOrderAtTheDeadlineAndThenAtOnce()
    {
        await using var keeper = Keeper();
        using var end = new Opener(_gate);
        keeper.Accept(Event("a", EventState.Open), Pictures(1));
        keeper.Accept(Event("b", EventState.Open));
        keeper.Accept(Gap());
        keeper.Accept(Event("a", EventState.Close));
        await Until.HoldsAsync(() => _store.Entered == 1);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(Told());
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["a Open", "b Open", "gap", "a Close"], Told());
        Assert.Equal((1, 1), (_counters.Late, _counters.WithoutClip));
        keeper.Accept(Event("b", EventState.Close));
        Assert.Equal("b Close", Told()[^1]);
    }

    [Fact]
    public async Task Accept_DiskThatHangs_AStormIsTurnedAwayAndNobodyWaits()
    {
        await using var keeper = Keeper();
        using var end = new Opener(_gate);
        keeper.Accept(Event("first", EventState.Open), Pictures(1));
        await Until.HoldsAsync(() => _store.Entered == 1);

        for (var i = 0; i < 100; i++) keeper.Accept(Event($"e{i}", EventState.Close), Pictures(i));
        // 16 wait behind the one that is being written.
        Assert.Equal(84, _counters.Busy);
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(["first Open", .. Enumerable.Range(0, 100).Select(i => $"e{i} Close")], Told());
        Assert.Equal((17, 100, 0), (_counters.Late, _counters.WithoutClip, _counters.Clips));
    }

    [Fact]
    public async Task Accept_MoreRevisionsThanMayWait_GivesUpTheOldestPicturesAndLosesNothing()
    {
        await using var keeper = Keeper();
        using var end = new Opener(_gate);
        keeper.Accept(Event("a", EventState.Open), Pictures(1));
        await Until.HoldsAsync(() => _store.Entered == 1);

        for (var i = 0; i < 1023; i++) keeper.Accept(Event("a", EventState.Update));
        Assert.Empty(Told());
        keeper.Accept(Event("a", EventState.Close));

        Assert.Equal(1025, Told().Length);
        Assert.Equal(("a Open", "a Close"), (Told()[0], Told()[^1]));
        Assert.Equal((1, 0), (_counters.Busy, _counters.Late));
    }

    [Fact]
    public async Task Accept_PictureThatComesTooLate_IsNamedByTheNextRevision()
    {
        await using var keeper = Keeper();
        using var end = new Opener(_gate);
        keeper.Accept(Event("a", EventState.Open), Pictures(1));
        await Until.HoldsAsync(() => _store.Entered == 1);
        _time.Advance(TimeSpan.FromSeconds(11));

        _gate.Set();
        await Until.HoldsAsync(() => _counters.Clips == 1 && _store.Entered == 2);
        // The thread that writes is through with it when it has taken the next one.
        keeper.Accept(Event("b", EventState.Close), Pictures(2));
        await Until.HoldsAsync(() => Told().Length == 2);
        keeper.Accept(Event("a", EventState.Close));

        Assert.Equal(["a Open", "b Close b-2.jpg b-2.png", "a Close a-1.jpg a-1.png"], Told());
        Assert.Equal((1, 0), (_counters.Late, _counters.WithoutClip));
    }

    [Fact]
    public async Task Dispose_DiskThatHangs_EndsAtTheDeadline()
    {
        var keeper = Keeper();
        using var end = new Opener(_gate);
        keeper.Accept(Event("a", EventState.Close), Pictures(1));
        await Until.HoldsAsync(() => _store.Entered == 1);

        var ended = keeper.DisposeAsync().AsTask();
        Assert.False(ended.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(11));

        await ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(["a Close"], Told());
        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public async Task Accept_SinkThatFailsOnTheWritingThread_IsThrownAtTheNextEventAndAtTheEnd()
    {
        var keeper = Keeper();
        _refusal = new IOException("nobody reads");
        keeper.Accept(Event("a", EventState.Open), Pictures(1));
        _gate.Set();
        await Until.HoldsAsync(() => _store.Entered == 2);

        Assert.Equal("nobody reads", (await Assert.ThrowsAsync<IOException>(async () => await keeper.DisposeAsync())).Message);
        Assert.Throws<IOException>(() => keeper.Accept(Event("b", EventState.Open)));
    }

    public void Dispose() => _gate.Dispose();

    void IEventSink.Accept(DetectionEvent detection) => Tell($"{detection.Id} {detection.State}{string.Concat((detection.Media ?? []).Select(m => " " + m.Path))}");

    void IEventSink.Accept(GapRecord gap) => Tell("gap");

    private void Tell(string what)
    {
        if (_refusal is { } refusal) throw refusal;
        lock (_told) _told.Add(what);
    }

    private string[] Told()
    {
        lock (_told) return [.. _told];
    }

    private PictureKeeper Keeper() => new(this, _store, _counters, _time);

    private static EventPictures Pictures(double seconds) => new([1], [2], null, seconds);

    private static GapRecord Gap() => new("gate", "camera", "missing", DateTimeOffset.UnixEpoch, null, null, null);

    private static DetectionEvent Event(string id, EventState state) => new()
    {
        Id = id,
        Revision = 0,
        State = state,
        Device = "box",
        Pipeline = "gate",
        Source = "camera",
        Label = "seal",
        ClassIndex = 0,
        DurationSeconds = 1,
        Stream = new StreamSpan("boot-1/1", 0, 10, 10),
        Score = new EventScore(0.9f, 0.8f, 3),
        Model = new ModelReference("m", 1, "full", "sha256:0", "CPU"),
        Config = "sha256:0",
        Replay = false,
    };

    // Whatever fails: what hangs goes on before the keeper is waited for.
    private sealed class Opener(ManualResetEventSlim gate) : IDisposable
    {
        public void Dispose() => gate.Set();
    }
}
