using System.Buffers;
using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.Pipelines.Tests.Support;

namespace EdgeAgent.Pipelines.Tests.Evidence;

public sealed class ClipWorkerTests : IEventSink
{
    private const int Rate = 1000;

    private readonly EvidenceCounters _counters = new();
    private readonly List<DetectionEvent> _told = [];
    private readonly StreamTimeline _timeline = new("boot-1/1", Rate, new TimeAnchor(0, new DateTimeOffset(2026, 3, 15, 9, 30, 0, TimeSpan.Zero)));
    private Exception? _refusal;

    [Fact]
    public async Task Accept_DiskThatHangs_CloseGoesOutAtTheDeadlineAndAStormIsTurnedAway()
    {
        var time = new ManualTime();
        using var gate = new ManualResetEventSlim();
        var worker = new ClipWorker(new HangingStore(gate), _ => _counters, time);
        var evidence = Begin(worker, time);
        Hear(evidence, 10);
        for (var i = 0; i < 100; i++) evidence.Accept(Event($"e{i}", 1000, 2000));
        await Until.HoldsAsync(() => _counters.Busy > 0);
        // 64 wait and one is being written, perhaps not taken out yet when the last came.
        Assert.InRange(_counters.Busy, 35, 36);
        Assert.Equal(_counters.Busy, _told.Count);

        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(_counters.Busy, _told.Count);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(100, _told.Count);
        Assert.All(_told, e => Assert.Null(e.Media));
        Assert.Equal(100, _counters.WithoutClip);
        Assert.Equal(100, _counters.Late + _counters.Busy);
        gate.Set();
        evidence.End();
        await evidence.DisposeAsync();
        await worker.DisposeAsync();
    }

    [Fact]
    public async Task Accept_SinkThatFailsOnTheWritingThread_FailsThePipelineAndNotTheWriter()
    {
        using var folder = new TemporaryFolder();
        await using var worker = new ClipWorker(new EvidenceStore(new EvidenceOptions { Directory = folder.Path }, TimeProvider.System, () => true), _ => _counters, TimeProvider.System);
        var time = new ManualTime();
        var evidence = Begin(worker, time);
        Hear(evidence, 10);
        _refusal = new IOException("nobody reads");
        evidence.Accept(Event("a", 1000, 2000));
        await Until.HoldsAsync(() => _counters.Clips == 1);

        evidence.End();
        Assert.Equal("nobody reads", (await Assert.ThrowsAsync<IOException>(async () => await evidence.DisposeAsync())).Message);
        // Its clock has stopped all the same.
        Assert.Equal(0, time.Waiting);
        Assert.Throws<IOException>(() => Hear(evidence, 1));

        // Another pipeline's clips are written.
        _refusal = null;
        await using var other = Begin(worker, TimeProvider.System);
        Hear(other, 10);
        other.Accept(Event("b", 1000, 2000));
        await Until.HoldsAsync(() => _told.Count == 1);
        Assert.Equal(2, _told[0].Media!.Count);
        other.End();
    }

    void IEventSink.Accept(DetectionEvent detection)
    {
        if (_refusal is { } refusal) throw refusal;
        lock (_told) _told.Add(detection);
    }

    void IEventSink.Accept(GapRecord gap)
    {
    }

    private static void Hear(SoundEvidence evidence, int seconds) => evidence.Take(new ReadOnlySequence<byte>(new byte[2 * Rate * seconds]));

    private SoundEvidence Begin(ClipWorker worker, TimeProvider time)
    {
        var origin = new ClipOrigin { Device = "box", Pipeline = "reef", Source = "hydrophone", Channel = 1, Software = "1" };
        var evidence = SoundEvidence.ForLive(new ClipOptions(), null, origin, null!, worker, _counters, this, time);
        evidence.Begin(_timeline, new AudioFormat(Rate, 1, SampleEncoding.S16));
        return evidence;
    }

    private static DetectionEvent Event(string id, long first, long last) => new()
    {
        Id = id,
        Revision = 0,
        State = EventState.Close,
        Device = "box",
        Pipeline = "reef",
        Source = "hydrophone",
        Label = "humpback",
        ClassIndex = 0,
        DurationSeconds = 1,
        Stream = new StreamSpan("boot-1/1", first, last, Rate),
        Score = new EventScore(0.9f, 0.8f, 3),
        Model = new ModelReference("m", 1, "full", "sha256:0", "CPU"),
        Config = "sha256:0",
        Replay = false,
    };
}
