using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Sources.Live;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Topology;

/// <summary>Cameras as child processes, kept going by the same supervision as sound.</summary>
public sealed class LiveVideoTests : IDisposable
{
    private readonly TinyImageModel _model = new();
    private readonly TemporaryFolder _folder = new();
    private readonly FrameCounters _counters = new();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task SupervisedSource_CommandThatEnds_IsStartedAgainWithAGapBetween()
    {
        var layout = new FrameLayout(16, 12, PixelFormat.Rgb24);
        var bytes = new byte[(layout.FrameBytes * 7) + 100];
        Array.Fill(bytes, (byte)200);
        var input = LiveVideoInputs.Command(["/bin/cat", _folder.Write("camera.raw", bytes)], new VideoFormat(layout, 10), TimeProvider.System);
        await using var source = new SupervisedSource(input, new WatchdogOptions { RateTolerance = 0, RestartLimit = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, new Random(1));
        var gaps = new List<SourceGap>();
        var epochs = new List<FrameLog>();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            Assert.NotNull(await source.NextEpochAsync(gaps.Add, CancellationToken.None));
            epochs.Add(new FrameLog());
            await FrameAnalysis.RunAsync(Job(source, input.Video, epochs[^1]), CancellationToken.None);
        }

        // What is cut at the end of a run is no frame, and positions begin anew with each epoch.
        Assert.All(epochs, log => Assert.Equal([0, 1, 2, 3, 4, 5, 6], log.Frames.Select(f => f.Position)));
        Assert.Equal(4, gaps.Count);
        Assert.All(gaps, gap => Assert.Equal(GapCauses.Ended, gap.Cause));
        Assert.Equal(2, source.Restarts);
    }

    [Fact]
    public async Task SupervisedSource_FfmpegsTestPicture_GivesFramesOfTheFormat()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
        var format = new VideoFormat(new FrameLayout(98, 62, PixelFormat.Nv12), 25);
        var input = LiveVideoInputs.Ffmpeg("color=c=blue:size=320x240:rate=10:duration=2", ["-f", "lavfi"], format, TimeProvider.System);
        await using var source = new SupervisedSource(input, new WatchdogOptions { RateTolerance = 0 }, TimeProvider.System, new Random(1));
        var log = new FrameLog();

        Assert.NotNull(await source.NextEpochAsync(_ => { }, CancellationToken.None));
        await FrameAnalysis.RunAsync(Job(source, input.Video, log), CancellationToken.None);

        // Two seconds at 25 a second, though the source has 10.
        Assert.Equal(50, log.Frames.Count);
        Assert.All(log.Frames, f => Assert.True(f is { Width: 98, Scores: [< 0.05f, < 0.05f, > 0.9f] }, string.Join(' ', f.Scores)));
    }

    [Fact]
    public async Task SupervisedSource_VideoFileInsteadOfFrames_IsGarbage()
    {
        var input = LiveVideoInputs.Command(["/bin/cat", _folder.Write("camera.avi", [.. "RIFF....AVI "u8, .. new byte[5000]])], new VideoFormat(new FrameLayout(16, 12, PixelFormat.Rgb24), 10), TimeProvider.System);
        await using var source = new SupervisedSource(input, new WatchdogOptions { RateTolerance = 0, RestartLimit = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, new Random(1));
        var gaps = new List<SourceGap>();
        await source.NextEpochAsync(gaps.Add, CancellationToken.None);
        await Assert.ThrowsAsync<SourceException>(() => FrameAnalysis.RunAsync(Job(source, input.Video, new FrameLog()), CancellationToken.None));
        using var stop = new CancellationTokenSource();

        await source.NextEpochAsync(gap => { gaps.Add(gap); stop.Cancel(); }, stop.Token);

        Assert.Equal(GapCauses.Garbage, gaps[0].Cause);
        Assert.Contains("begins with a RIFF header (AVI)", gaps[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 48, 10)]
    [InlineData(64, 48, 0)]
    [InlineData(64, 48, double.NaN)]
    public void Command_ImpossibleFormat_IsOneSentence(int width, int height, double rate)
    {
        var error = Assert.Throws<SourceException>(() => LiveVideoInputs.Command(["camera"], new VideoFormat(new FrameLayout(width, height, PixelFormat.Rgb24), rate), TimeProvider.System));
        Assert.StartsWith("command camera: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GStreamer_OddWidth_SaysThatRowsArePadded()
    {
        var error = Assert.Throws<SourceException>(() => LiveVideoInputs.GStreamer("v4l2src", new VideoFormat(new FrameLayout(35, 27, PixelFormat.Rgb24), 10), TimeProvider.System));
        Assert.Contains("multiple of 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SupervisedSource_GStreamersTestPicture_GivesFramesOfTheFormat()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gst-launch-1.0"), "needs gst-launch-1.0");
        var format = new VideoFormat(new FrameLayout(64, 48, PixelFormat.Yuv420p), 10);
        var input = LiveVideoInputs.GStreamer("videotestsrc pattern=red num-buffers=20", format, TimeProvider.System);
        await using var source = new SupervisedSource(input, new WatchdogOptions { RateTolerance = 0 }, TimeProvider.System, new Random(1));
        var log = new FrameLog();

        Assert.NotNull(await source.NextEpochAsync(_ => { }, CancellationToken.None));
        await FrameAnalysis.RunAsync(Job(source, input.Video, log), CancellationToken.None);

        Assert.InRange(log.Frames.Count, 6, 21);
        Assert.All(log.Frames, f => Assert.True(f.Scores is [> 0.9f, < 0.05f, < 0.05f], string.Join(' ', f.Scores)));
    }

    private FrameJob Job(IVideoSource source, VideoFormat? format, FrameLog log) => new()
    {
        Source = source, Format = format, Runner = new FrameRunner(_model.Model, _counters), Sink = log, Counters = _counters, Time = TimeProvider.System,
    };
}
