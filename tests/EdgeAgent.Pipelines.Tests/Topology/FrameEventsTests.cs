using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Evidence.Store;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Frames.Snapshots;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.TestKit.Video;

namespace EdgeAgent.Pipelines.Tests.Topology;

/// <summary>Frames of a command through a real model to events: squares that move, cross, stand still.</summary>
public sealed class FrameEventsTests : IDisposable
{
    private const double Rate = 10;
    private readonly TemporaryFolder _folder = new();
    private readonly BlobModel _blobs = new();
    private readonly FrameCounters _counters = new();
    private readonly Scene _scene = new(320, 240);

    public void Dispose()
    {
        _blobs.Dispose();
        _folder.Dispose();
    }

    private static FrameEventOptions Options(TrackRules? tracks = null, MotionOptions? motion = null) => new()
    {
        Scores = [new EventRules { High = 0.6f, Low = 0.4f }, new EventRules { High = 0.6f, Low = 0.4f }],
        Tracks = tracks ?? new TrackRules(),
        Motion = motion,
    };

    [Fact]
    public async Task Crossing_TwoObjects_AreTwoEventsWithTheirWays()
    {
        var events = await RunAsync(_scene.Crossing(80, 40), Options());

        Assert.Equal(["blue", "red"], events.Where(e => e.State == EventState.Open).Select(e => e.Label).Order(StringComparer.Ordinal));
        var closed = events.Where(e => e.State == EventState.Close).ToDictionary(e => e.Label);
        Assert.Equal(2, closed.Count);
        var red = closed["red"];
        // From left to right, box and way in pixels of the source.
        Assert.True(red.Box is { X: > 240, Width: > 30 and < 50, Height: > 30 and < 50 }, $"{red.Box}");
        Assert.True(red.Track!.Path[0].X < 70 && red.Track.Path[^1].X > 240, string.Join(' ', red.Track.Path));
        Assert.Equal((320, 240), (red.Track.ImageWidth, red.Track.ImageHeight));
        Assert.True(closed["blue"].Box!.X < 70, $"{closed["blue"].Box}");
        Assert.Equal("red", Assert.Single(red.Top!).Label);
        Assert.Equal(CloseReasons.EndOfInput, red.Reason);
        Assert.InRange(red.DurationSeconds, 7.5, 8.0);
        Assert.Equal((10, 80L), (red.Stream.Rate, red.Stream.Last));
    }

    [Fact]
    public async Task TwoOfOneLabelInOneFrame_HaveDifferentIdsAndAreCounted()
    {
        var events = await RunAsync(Enumerable.Repeat(_scene.Draw((80, 120, 40, true), (240, 120, 40, true)), 12), Options());

        var opened = events.Where(e => e.State == EventState.Open).ToArray();
        Assert.Equal(2, opened.Length);
        Assert.Equal(2, opened.Select(e => e.Id).Distinct().Count());
        Assert.Equal(opened[0].Stream.First, opened[1].Stream.First);
        Assert.All(opened, e => Assert.Equal(2, e.Track!.Alike));
        Assert.All(events.Where(e => e.State == EventState.Close), e => Assert.Equal(0, e.Track!.Alike));
    }

    [Fact]
    public async Task SameFrames_GiveTheSameEvents()
    {
        var first = await RunAsync(_scene.Crossing(60, 40), Options());
        var second = await RunAsync(_scene.Crossing(60, 40), Options());

        Assert.Equal(first.Select(e => (e.Id, e.Revision, e.State, e.Stream.First, e.Stream.Last, e.Score.Peak, e.Box)), second.Select(e => (e.Id, e.Revision, e.State, e.Stream.First, e.Stream.Last, e.Score.Peak, e.Box)));
    }

    [Fact]
    public async Task OtherZones_GiveOtherIds()
    {
        Assert.True(Polygon.TryParse("0,0, 1,0, 1,1", out var area, out _));
        var plain = await RunAsync(_scene.Crossing(30, 40), Options());
        var zoned = await RunAsync(_scene.Crossing(30, 40), Options(new TrackRules { Zones = [new TrackZone("gate", area!)] }));

        Assert.Empty(plain.Select(e => e.Id).Intersect(zoned.Select(e => e.Id)));
    }

    [Fact]
    public async Task ZoneAndMask_AreKept()
    {
        Assert.True(Polygon.TryParse("0.5,0, 1,0, 1,1, 0.5,1", out var right, out _));
        Assert.True(Polygon.TryParse("0,0.58, 1,0.58, 1,1, 0,1", out var lower, out _));

        // The red one stands above the mask, the blue one in it.
        var events = await RunAsync(_scene.Crossing(80, 40), Options(new TrackRules { Zones = [new TrackZone("right", right!) { Required = true }], Masks = [lower!] }));

        var opened = Assert.Single(events, e => e.State == EventState.Open);
        Assert.Equal("red", opened.Label);
        Assert.Equal(["right"], opened.Track!.Zones);
        Assert.InRange(opened.Box!.X, 140, 170);
        Assert.Equal(["right"], events[^1].Track!.Entered);
    }

    [Fact]
    public async Task StillObjectBehindAMotionGate_IsOneEventThatStands()
    {
        var frames = _scene.Crossing(40, 40).Take(20).Concat(Enumerable.Repeat(_scene.Crossing(40, 40).ElementAt(19), 300)).Concat(_scene.Crossing(40, 40).Skip(20));
        var events = await RunAsync(frames, Options(motion: new MotionOptions { HoldFrames = 5, RefreshFrames = 100 }));

        Assert.Equal(2, events.Count(e => e.State == EventState.Open));
        Assert.Contains(events, e => e is { State: EventState.Update, Label: "red", Track.Stationary: true });
        Assert.True(_counters.Still > 200, $"{_counters.Still} still");
        // It went on after it stood, and is the same.
        Assert.All(events.Where(e => e.State == EventState.Close), e => Assert.Equal(340, e.Stream.Last));
    }

    [Fact]
    public async Task SizeChangesInMidStream_EventsCloseAndOthersBegin()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        var large = new Scene(640, 480);
        var jpegs = Enumerable.Repeat(Jpeg(_scene, 40), 10).Concat(Enumerable.Repeat(Jpeg(large, 80), 10));

        var events = await RunAsync(jpegs, Options(), new VideoFormat(default, Rate, IsMjpeg: true));

        var closed = events.Where(e => e.State == EventState.Close).ToArray();
        Assert.Equal(["picture-size", CloseReasons.EndOfInput], closed.Select(e => e.Reason));
        Assert.Equal([320, 640], closed.Select(e => e.Track!.ImageWidth));
        Assert.Equal([1, 2], closed.Select(e => e.Track!.Id));
        Assert.Equal(1, _counters.SizeChanges);

        static byte[] Jpeg(Scene scene, int side)
        {
            using var encoder = new ImageFileEncoder();
            var pixels = scene.Draw((scene.Width / 2.0, scene.Height / 2.0, side, true));
            for (var i = 0; i < pixels.Length; i += 3) (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
            return encoder.Encode(pixels, scene.Width, scene.Height, scene.Width * 3, ImagePixels.Bgr24, ImageEncoding.Jpeg, 95).ToArray();
        }
    }

    [Fact]
    public async Task Snapshots_ShowTheObjectAndTheirHashIsInTheEvent()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        var store = new EvidenceStore(new EvidenceOptions { Directory = _folder["evidence"] }, TimeProvider.System, () => true);
        var log = new EventLog();
        var (kept, queue) = Keeper(log, store);
        using (var taker = new SnapshotTaker(new SnapshotOptions()))
            await RunAsync(_scene.Crossing(40, 40), Options(), sink: queue, snapshots: taker);
        await queue.DisposeAsync();

        Assert.True(kept.Clips > 0);
        Assert.Equal((0, 0, 0), (kept.Busy, kept.Refused, kept.WithoutClip));
        Assert.All(log.Events, e => Assert.Equal(["snapshot", "crop"], e.Media!.Select(m => m.Kind)));
        var red = log.Events.Last(e => e.Label == "red");
        foreach (var media in red.Media!)
        {
            var bytes = File.ReadAllBytes(Path.Combine(_folder["evidence"], media.Path));
            Assert.Equal(media.Bytes, bytes.Length);
            Assert.Equal(media.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
            using var decoder = new ImageFileDecoder();
            Assert.True(decoder.TryDecode(bytes, ImageDecodeOptions.Default, out var image, out _));
            if (media.Kind == "crop")
            {
                // The object fills it, and it is red.
                Assert.InRange(image.Width, 40, 60);
                var middle = (image.Height / 2 * image.Stride) + (image.Width / 2 * 3);
                Assert.True(image.Data[middle + 2] > 230 && image.Data[middle] < 40, $"{image.Data[middle]} {image.Data[middle + 1]} {image.Data[middle + 2]}");
            }
            else
            {
                Assert.Equal((320, 240), (image.Width, image.Height));
            }
        }
    }

    [Fact]
    public async Task Snapshots_StoreThatRefuses_EventsGoOnWithout()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        File.WriteAllText(_folder["evidence"], "a file where the folder should be");
        var store = new EvidenceStore(new EvidenceOptions { Directory = _folder["evidence"] }, TimeProvider.System, () => true);
        var log = new EventLog();
        var (kept, queue) = Keeper(log, store);
        using (var taker = new SnapshotTaker(new SnapshotOptions()))
            await RunAsync(_scene.Crossing(40, 40), Options(), sink: queue, snapshots: taker);
        await queue.DisposeAsync();

        Assert.Equal(4, log.Events.Count);
        Assert.All(log.Events, e => Assert.Null(e.Media));
        Assert.True(kept.Refused > 0);
        Assert.Equal(2, kept.WithoutClip);
    }

    [Fact]
    public async Task Classes_MakeEventsAsLabelsOfSoundDo()
    {
        using var colours = new TinyImageModel();
        var frames = Enumerable.Range(0, 60).Select(i => Solid(i is >= 20 and < 45 ? 0.9 : 0.2));

        var events = await RunAsync(frames, new FrameEventOptions { Scores = [.. Enumerable.Repeat(new EventRules { High = 0.7f, Low = 0.6f, Confirm = 2, ConfirmOf = 3 }, 3)], Tracks = new TrackRules() }, model: colours.Model);

        Assert.Equal([EventState.Open, EventState.Close], events.Select(e => e.State));
        Assert.All(events, e => Assert.Equal("red", e.Label));
        Assert.Equal((20L, 45L), (events[1].Stream.First, events[1].Stream.Last));
        Assert.Equal((2.5, 25), (events[1].DurationSeconds, events[1].Score.Windows));
        Assert.Equal("red", events[1].Top![0].Label);
        Assert.Null(events[1].Box);

        byte[] Solid(double red)
        {
            var pixels = new byte[_scene.Width * _scene.Height * 3];
            for (var i = 0; i < pixels.Length; i += 3) pixels[i] = (byte)(red * 255);
            return pixels;
        }
    }

    [Fact]
    public void ManyFrames_AllocateLessThanAKilobyteEach()
    {
        using var runner = new FrameRunner(_blobs.Model, _counters);
        var events = new FrameEvents(_blobs.Model, Options(), Identity, new EventLog());
        var layout = new FrameLayout(_scene.Width, _scene.Height, PixelFormat.Rgb24);
        events.Begin(new StreamTimeline("a", 10), new VideoFormat(layout, 10));
        var pictures = _scene.Crossing(20, 40).ToArray();
        var pool = new FramePool();
        Look(0, 60);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Look(60, 260);

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 200;
        Assert.True(each <= 1024, $"{each} bytes a frame");

        // To and fro, so that the same objects go on.
        void Look(int from, int to)
        {
            for (var i = from; i < to; i++)
            {
                var at = i % 38;
                var frame = pool.Rent();
                pictures[at < 20 ? at : 38 - at].CopyTo(frame.Prepare(layout));
                frame.Position = i;
                runner.Process(frame, events);
                pool.Return(frame);
            }
        }
    }

    [Fact]
    public async Task LossesOfAMinute_AreOneGapRecord()
    {
        var log = new EventLog();
        var timeline = new StreamTimeline("a", 10, new TimeAnchor(0, DateTimeOffset.UnixEpoch));
        var events = new FrameEvents(_blobs.Model, Options(), Identity, log, declares: true);
        events.Begin(timeline, new VideoFormat(new FrameLayout(320, 240, PixelFormat.Rgb24), 10));
        for (var i = 0; i < 100; i++)
        {
            events.Lost(new FrameLoss((i * 10) + 5, (i * 10) + 8, 3));
            events.Still((i * 10) + 9);
        }

        events.Finish(isGap: false);

        Assert.Equal([18.3, 11.7], log.Gaps.Select(g => g.Lost!.Seconds!.Value).ToArray());
        Assert.All(log.Gaps, g => Assert.Equal("overrun", g.Cause));
        Assert.Contains("183 of 603 frames", log.Gaps[0].Detail, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    private static (EvidenceCounters Kept, PictureKeeper Keeper) Keeper(IEventSink log, EvidenceStore store)
    {
        var counters = new EvidenceCounters();
        return (counters, new PictureKeeper(log, store, counters, TimeProvider.System));
    }

    private static StreamIdentity Identity { get; } = new("box", "gate", "camera", 0, Replay: false);

    private async Task<List<DetectionEvent>> RunAsync(IEnumerable<byte[]> frames, FrameEventOptions options, VideoFormat? format = null, IEventSink? sink = null, SnapshotTaker? snapshots = null, ImageModel? model = null)
    {
        var log = new EventLog();
        var path = _folder["frames.bin"];
        using (var file = File.Create(path))
            foreach (var frame in frames) file.Write(frame);
        var events = new FrameEvents(model ?? _blobs.Model, options, Identity, sink ?? log, snapshots);
        using var runner = new FrameRunner(model ?? _blobs.Model, _counters);
        await FrameAnalysis.RunAsync(new FrameJob
        {
            Source = ChildVideoSource.Command(["/bin/cat", path], TimeProvider.System),
            Format = format ?? new VideoFormat(new FrameLayout(_scene.Width, _scene.Height, PixelFormat.Rgb24), Rate),
            Runner = runner,
            Sink = events,
            Counters = _counters,
            Time = TimeProvider.System,
            Begin = f => events.Begin(new StreamTimeline("stream", f.Rate), f),
            Gate = options.Motion is { } motion ? new MotionGate(motion) : null,
        }, CancellationToken.None);
        events.Finish(isGap: false);
        return log.Events;
    }

    private static class CloseReasons
    {
        public const string EndOfInput = "end-of-input";
    }
}
