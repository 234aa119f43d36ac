using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.TestKit.Video;

namespace EdgeAgent.Pipelines.Tests.Switching;

/// <summary>Models that see, changed between two frames of squares that move.</summary>
public sealed class PictureSwitchTests : IDisposable
{
    private readonly Scene _scene = new(320, 240);
    private readonly FramePool _pool = new();
    private readonly FrameCounters _counters = new();
    private readonly EventLog _log = new();
    private readonly List<BlobModel> _models = [];
    private readonly List<int> _closed = [];
    private readonly List<ModelSwap> _told = [];
    private readonly PicturePlace _place;
    private PictureEpoch? _epoch;
    private FrameEvents? _events;
    private long _next;

    public PictureSwitchTests() => _place = new PicturePlace("gate", Seat(new BlobModel()), swap =>
    {
        lock (_told) _told.Add(swap);
    });

    public void Dispose()
    {
        _epoch?.Dispose();
        _place.Dispose();
        foreach (var model in _models) model.Dispose();
    }

    [Fact]
    public async Task Switch_ToAModelOfTheSameLabels_ObjectsGoOnAsItsEventsFromThatFrame()
    {
        Begin("a");
        var frames = _scene.Crossing(60, 40).ToArray();
        Look(frames[..20]);
        var opened = _log.Events.Where(e => e.State == EventState.Open).ToDictionary(e => e.Label);
        Assert.Equal(2, opened.Count);

        var asked = await AskAsync(new BlobModel(version: 2), probation: true);
        Look(frames[20..]);
        var swap = (await asked).Swap!;
        Finish();

        Assert.Equal(("gate", "a", 20L, 10, 1, 2, "activated"), (swap.Pipeline, swap.StreamId, swap.Position, swap.Rate, swap.From.Version, swap.To.Version, swap.Cause));
        Assert.Equal(swap, Assert.Single(_log.Gaps).Swap);
        foreach (var label in new[] { "red", "blue" })
        {
            var closed = Assert.Single(_log.Closed, e => e.Label == label && e.Model.Version == 1);
            Assert.Equal(("model-swap", 20L, opened[label].Id), (closed.Reason, closed.Stream.Last, closed.Id));
            var next = Assert.Single(_log.Closed, e => e.Label == label && e.Model.Version == 2);
            Assert.Equal((20L, closed.Id, closed.Track!.Id, "end-of-input"), (next.Stream.First, next.Continues, next.Track!.Id, next.Reason));
            Assert.NotEqual(closed.Id, next.Id);
        }

        var now = _place.Observe();
        Assert.Equal((ModelRole.Probation, 2, 40L, 2L, 4.0), (now.Role, now.Figures.Model.Version, now.Figures.Windows, now.Figures.Events, Math.Round(now.Figures.Seconds, 3)));
        Assert.Equal((20L, 2L), (now.Previous!.Windows, now.Previous.Events));
        Assert.Empty(_closed);
        Assert.Null(_place.Accept("blobs"));
        await SwitchRig.UntilAsync(() => IsClosed(1));
        Assert.Contains("not on probation", _place.Accept("blobs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switch_TwiceAndBack_EachEventContinuesTheOneBefore()
    {
        Begin("a");
        var frames = _scene.Crossing(80, 40).ToArray();
        Look(frames[..20]);
        var second = await AskAsync(new BlobModel(version: 2), probation: true);
        Look(frames[20..60]);
        Assert.NotNull((await second).Swap);
        var back = _place.RollBackAsync("blobs", "it sees ghosts", CancellationToken.None);
        await SwitchRig.UntilAsync(() => _place.IsChangeWaiting);
        Look(frames[60..]);
        Assert.Equal(("rolled-back", "it sees ghosts", 1), ((await back).Swap!.Cause, (await back).Swap!.Detail, (await back).Swap!.To.Version));
        Finish();

        var red = _log.Closed.Where(e => e.Label == "red").ToArray();
        Assert.Equal([(1, 20L), (2, 60L), (1, 80L)], red.Select(e => (e.Model.Version, e.Stream.Last)));
        Assert.Equal([null, red[0].Id, red[1].Id], red.Select(e => e.Continues));
        Assert.Single(red.Select(e => e.Track!.Id).Distinct());
        await SwitchRig.UntilAsync(() => IsClosed(2));
    }

    [Fact]
    public async Task Switch_ToAModelOfOtherLabels_EverythingClosesAndBeginsAnew()
    {
        Begin("a");
        var frames = _scene.Crossing(60, 40).ToArray();
        Look(frames[..20]);
        var asked = await AskAsync(new BlobModel(version: 2, labels: ["red", "green"]), probation: false);
        Look(frames[20..]);
        Assert.NotNull((await asked).Swap);
        Finish();

        Assert.Equal(["blue 1 model-swap", "green 2 end-of-input", "red 1 model-swap", "red 2 end-of-input"], _log.Closed.Select(e => $"{e.Label} {e.Model.Version} {e.Reason}").Order(StringComparer.Ordinal));
        Assert.All(_log.Closed.Where(e => e.Model.Version == 2), e => Assert.True(e.Continues is null && e.Stream.First >= 20, e.Continues));
        Assert.Equal(4, _log.Closed.Select(e => e.Track!.Id).Distinct().Count());
    }

    [Fact]
    public async Task Process_TheNewModelFailsOnProbation_TheOneBeforeLooksAtThatVeryFrame()
    {
        Begin("a");
        Look(Gray(5));
        var asked = await AskAsync(new BlobModel(version: 2, fails: true), probation: true);
        Look(Gray(5));
        Assert.NotNull((await asked).Swap);
        Look(_scene.Crossing(30, 40).ToArray());
        Finish();

        Assert.Equal(["activated 5 2", "failed 10 1"], _log.Gaps.Select(g => $"{g.Swap!.Cause} {g.Swap.Position} {g.Swap.To.Version}"));
        Assert.All(_log.Closed, e => Assert.Equal((1, 10L), (e.Model.Version, e.Stream.First)));
        Assert.Equal(2, _log.Closed.Count());
        var now = _place.Observe();
        Assert.Equal((ModelRole.Active, 1, 1L), (now.Role, now.Figures.Model.Version, now.Previous!.Errors));
        Assert.NotNull(now.Previous.Problem);
        await SwitchRig.UntilAsync(() =>
        {
            lock (_told) return _told.Exists(swap => swap.Cause == "failed");
        });
        await SwitchRig.UntilAsync(() => IsClosed(2));
    }

    [Fact]
    public async Task Process_AModelFailsThatNobodyWatches_TheFailureIsThePipelines()
    {
        Begin("a");
        var asked = await AskAsync(new BlobModel(version: 2, fails: true), probation: false);
        Look(Gray(1));
        Assert.NotNull((await asked).Swap);
        Assert.Throws<Interop.OnnxRuntime.OrtException>(() => Look(_scene.Crossing(30, 40).ToArray()));
    }

    [Fact]
    public async Task Switch_BetweenEpochs_TheNextOneBeginsWithItAndRecordsIt()
    {
        var outcome = await await AskAsync(new BlobModel(version: 2), probation: true);
        Assert.Null(outcome.Swap!.StreamId);
        Begin("a");
        Look(_scene.Crossing(30, 40).ToArray());
        Finish();

        Assert.Equal(outcome.Swap, Assert.Single(_log.Gaps).Swap);
        Assert.All(_log.Events, e => Assert.Equal(2, e.Model.Version));

        // One that waits when an epoch ends is carried out then.
        Begin("b");
        var waiting = await AskAsync(new BlobModel(version: 3), probation: true);
        Finish();
        Assert.Equal(3, (await waiting).Swap!.To.Version);
    }

    [Fact]
    public async Task Switch_WhatCannotBe_IsRefusedAndTheModelLooksOn()
    {
        Begin("a");
        var other = new BlobModel(version: 2);
        Assert.Contains("no model whales; it has blobs", (await _place.SwitchAsync(Request(other) with { Replaces = "whales" }, () => Seat(other), CancellationToken.None)).Refusal, StringComparison.Ordinal);
        Assert.Contains("can't be opened: its file is torn", (await _place.SwitchAsync(Request(other), () => throw new ModelException("its file is torn"), CancellationToken.None)).Refusal, StringComparison.Ordinal);
        Assert.Contains("not on probation", (await _place.RollBackAsync("blobs", "no reason", CancellationToken.None)).Refusal, StringComparison.Ordinal);
        using var patience = new CancellationTokenSource();
        var asked = _place.SwitchAsync(Request(other), () => Seat(other), patience.Token);
        await SwitchRig.UntilAsync(() => _place.IsChangeWaiting);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await SwitchRig.UntilAsync(() => IsClosed(2));
        Look(_scene.Crossing(30, 40).ToArray());
        Finish();
        Assert.All(_log.Events, e => Assert.Equal(1, e.Model.Version));
        Assert.Empty(_log.Gaps);
    }

    private static SwitchRequest Request(BlobModel model) => new("gate", model.Package, model.Package.Manifest.Variants["full"]);

    private async Task<Task<SwitchOutcome>> AskAsync(BlobModel model, bool probation)
    {
        var asked = _place.SwitchAsync(Request(model) with { Probation = probation }, () => Seat(model), CancellationToken.None);
        await SwitchRig.UntilAsync(() => asked.IsCompleted || _place.IsChangeWaiting);
        return asked;
    }

    private PictureSeat Seat(BlobModel model)
    {
        lock (_models) _models.Add(model);
        var options = new FrameEventOptions { Scores = [new EventRules { High = 0.6f, Low = 0.4f }, new EventRules { High = 0.6f, Low = 0.4f }], Tracks = new TrackRules() };
        return new PictureSeat(model.Model, options, () => new FrameRunner(model.Model, _counters), new Closing(() =>
        {
            lock (_closed) _closed.Add(model.Package.Manifest.Version);
        }));
    }

    private bool IsClosed(int version)
    {
        lock (_closed) return _closed.Contains(version);
    }

    private void Begin(string stream)
    {
        (_epoch, _next) = (_place.Begin(TimeProvider.System), 0);
        var (timeline, format) = (new StreamTimeline(stream, 10), new VideoFormat(new FrameLayout(_scene.Width, _scene.Height, PixelFormat.Rgb24), 10));
        _events = new FrameEvents(_epoch.Seat.Model, _epoch.Seat.Options, new StreamIdentity("box", "gate", "camera", 0, Replay: false), _log) { Opened = _epoch.Opened };
        _events.Begin(timeline, format);
        _epoch.Begin(_events, timeline, 10, "camera", _log.Accept);
    }

    private void Look(params byte[][] frames)
    {
        foreach (var pixels in frames)
        {
            var frame = _pool.Rent();
            pixels.CopyTo(frame.Prepare(new FrameLayout(_scene.Width, _scene.Height, PixelFormat.Rgb24)));
            frame.Position = _next++;
            _epoch!.Process(frame, _events!);
            _pool.Return(frame);
        }
    }

    private byte[][] Gray(int frames) => [.. Enumerable.Range(0, frames).Select(_ => _scene.Draw())];

    private void Finish()
    {
        _events!.Finish(isGap: false);
        _epoch!.Dispose();
        _epoch = null;
    }

    private sealed class Closing(Action closed) : IDisposable
    {
        public void Dispose() => closed();
    }
}
