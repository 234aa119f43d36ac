using System.Diagnostics;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Topology;

public sealed class FrameAnalysisTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TinyImageModel _model = new();
    private readonly FrameCounters _counters = new();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24, 0)]
    [InlineData(PixelFormat.Bgr24, 64)]
    public async Task RunAsync_RawFramesOfACommand_AreSeenInOrder(PixelFormat format, int stride)
    {
        var layout = new FrameLayout(13, 9, format, stride);
        var log = new FrameLog();

        await RunAsync(Bytes(Enumerable.Range(0, 50).SelectMany(i => Solid(layout, i * 5))), new VideoFormat(layout, 10), log);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), log.Frames.Select(f => f.Position));
        Assert.All(log.Frames, f => Assert.Equal(f.Position * 5 / 255.0, f.Scores[0], 0.001));
        Assert.All(log.Frames, f => Assert.Equal(100 / 255.0, f.Scores[1], 0.001));
        Assert.Equal((50, 50, 0), (_counters.Received, _counters.Analysed, _counters.Damaged));
    }

    [Fact]
    public async Task RunAsync_FramesOfAnotherSizeThanSaid_SaysSoAfterWhatWasWhole()
    {
        var log = new FrameLog();
        var bytes = new byte[(new FrameLayout(10, 10, PixelFormat.Rgb24).FrameBytes * 3) + 7];

        var error = await Assert.ThrowsAsync<SourceException>(() => RunAsync(Bytes(bytes), new VideoFormat(new FrameLayout(10, 10, PixelFormat.Rgb24), 10), log));

        Assert.Contains("ends inside a frame (7 of 300 bytes, after 3 whole ones); check its width, height and pixel format", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, log.Frames.Count);
    }

    [Fact]
    public async Task RunAsync_JpegWhereRawVideoIsSaid_NamesTheRemedy()
    {
        var error = await Assert.ThrowsAsync<SourceException>(() =>
            RunAsync(Bytes([0xFF, 0xD8, 0xFF, .. new byte[500]]), new VideoFormat(new FrameLayout(10, 10, PixelFormat.Rgb24), 10), new FrameLog()));

        Assert.Contains("begins with a JPEG", error.Message, StringComparison.Ordinal);
        Assert.Contains("mjpeg", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ImpossibleFormat_IsRefusedBeforeAnythingStarts()
    {
        var error = await Assert.ThrowsAsync<SourceException>(() => RunAsync(Bytes([]), new VideoFormat(new FrameLayout(20_000, 20_000, PixelFormat.Rgb24), 10), new FrameLog()));

        Assert.Contains("larger than the 100 million pixels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MissingProgram_IsOneSentence()
    {
        var source = ChildVideoSource.Command(["/no/such/program"], TimeProvider.System);

        var error = await Assert.ThrowsAsync<SourceException>(() => RunAsync(source, new VideoFormat(new FrameLayout(10, 10, PixelFormat.Rgb24), 10), new FrameLog()));

        Assert.Contains("/no/such/program", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_MjpegWithDamageAndAnotherSize_CountsAndGoesOn()
    {
        var (red, large, cut) = (Jpeg(16, 16, 250), Jpeg(40, 24, 120), Jpeg(320, 240, 5));
        // A JPEG by its markers whose tables mean nothing, one that is cut off within its data, and garbage between.
        byte[] broken = [0xFF, 0xD8, 0xFF, 0xC4, 0, 4, 1, 2, 0xFF, 0xD9];
        var log = new FrameLog();

        await RunAsync(Bytes([.. red, .. "garbage"u8, .. broken, .. red, .. cut[..^20], .. large, .. large]), new VideoFormat(default, 5, IsMjpeg: true), log);

        Assert.Equal([16, 16, 40, 40], log.Frames.Select(f => f.Width));
        Assert.Equal([0, 1, 2, 3], log.Frames.Select(f => f.Position));
        Assert.Equal(250 / 255.0, log.Frames[1].Scores[0], 0.03);
        Assert.Equal(120 / 255.0, log.Frames[3].Scores[0], 0.03);
        Assert.Equal((4, 2, 1), (_counters.Analysed, _counters.Damaged, _counters.SizeChanges));
    }

    [Fact]
    public async Task RunAsync_MjpegWithoutAnImage_SaysSo()
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");

        var error = await Assert.ThrowsAsync<SourceException>(() => RunAsync(Bytes(new byte[5000]), new VideoFormat(default, 5, IsMjpeg: true), new FrameLog()));

        Assert.EndsWith("gave no frame", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, 48)]
    [InlineData(35, 27)]
    public async Task RunAsync_VideoFile_EveryFrameIsSeen(int width, int height)
    {
        var file = Video($"-f lavfi -i color=c=red:size=64x48:rate=5:duration=3 -f lavfi -i color=c=blue:size=64x48:rate=5:duration=2 -filter_complex [0][1]concat=n=2,format=bgr0,scale={width}:{height} -c:v ffv1");
        var log = new FrameLog();

        await RunAsync(ChildVideoSource.File(file, TimeProvider.System), null, log);

        Assert.Equal(25, log.Frames.Count);
        Assert.All(log.Frames, f => Assert.Equal(width, f.Width));
        Assert.All(log.Frames.Take(15), f => Assert.True(f.Scores[0] > 0.9 && f.Scores[2] < 0.1, $"{f.Position}: {string.Join(' ', f.Scores)}"));
        Assert.All(log.Frames.Skip(15), f => Assert.True(f.Scores[2] > 0.9 && f.Scores[0] < 0.1, $"{f.Position}: {string.Join(' ', f.Scores)}"));
    }

    [Fact]
    public async Task RunAsync_NoVideo_GivesFfmpegsReason()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
        var file = _folder.Write("text.mp4", "no video at all"u8);

        var error = await Assert.ThrowsAsync<SourceException>(() => RunAsync(ChildVideoSource.File(file, TimeProvider.System), null, new FrameLog()));

        Assert.StartsWith(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_RateLimitAndStillScene_AreLeftOutAndAddUp()
    {
        var layout = new FrameLayout(64, 48, PixelFormat.Gray8);
        var log = new FrameLog();
        var job = Job(Bytes(Enumerable.Range(0, 60).SelectMany(i => Solid(layout, i < 40 ? 90 : 91))), new VideoFormat(layout, 10), log) with
        {
            FrameRateLimit = 5,
            Gate = new MotionGate(new MotionOptions { RefreshFrames = 0 }),
        };

        await FrameAnalysis.RunAsync(job, CancellationToken.None);

        Assert.Equal((60, 30, 29, 1), (_counters.Received, _counters.Limited, _counters.Still, _counters.Analysed));
        Assert.Equal(0, Assert.Single(log.Frames).Position);
    }

    [Fact]
    public async Task RunAsync_LiveAndSlow_DropsTheOldestAndEveryFrameIsAccountedFor()
    {
        var layout = new FrameLayout(8, 8, PixelFormat.Rgb24);
        // The first frame is not done before all others have come.
        var log = new FrameLog { Each = position => { if (position == 0) SpinWait.SpinUntil(() => _counters.Received == 40, TimeSpan.FromSeconds(60)); } };

        await FrameAnalysis.RunAsync(Job(Bytes(Enumerable.Range(0, 40).SelectMany(i => Solid(layout, i))), new VideoFormat(layout, 10), log) with { IsLive = true }, CancellationToken.None);

        Assert.Equal(40, _counters.Analysed + _counters.Dropped);
        Assert.True(_counters.Dropped >= 30, $"{_counters.Dropped} dropped");
        Assert.Equal(_counters.Dropped, log.Losses.Sum(l => l.Frames));
        Assert.Equal(39, log.Frames[^1].Position);
    }

    [Fact]
    public async Task RunAsync_Stopped_EndsTheCommand()
    {
        using var stop = new CancellationTokenSource();
        var layout = new FrameLayout(8, 8, PixelFormat.Rgb24);
        var log = new FrameLog { Each = position => { if (position == 5) stop.Cancel(); } };
        var source = ChildVideoSource.Command(["/bin/cat", "/dev/zero"], TimeProvider.System);

        await FrameAnalysis.RunAsync(Job(source, new VideoFormat(layout, 10), log), stop.Token).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.True(log.Frames.Count >= 6);
    }

    [Fact]
    public async Task RunAsync_Tiles_SkipTheEmptyOnes()
    {
        var layout = new FrameLayout(64, 64, PixelFormat.Gray8);
        var bytes = Solid(layout, 100);
        // Something in the last tile alone.
        for (var i = 0; i < 100; i++) bytes[((50 + (i / 10)) * 64) + 50 + (i % 10)] = (byte)(i % 2 * 255);
        using var runner = new FrameRunner(_model.Model, _counters, new TileOptions { Width = 32, Height = 32, Overlap = 0, EmptyBelow = 5 });
        var log = new FrameLog();

        await FrameAnalysis.RunAsync(Job(Bytes([.. bytes, .. bytes]), new VideoFormat(layout, 1), log) with { Runner = runner }, CancellationToken.None);

        Assert.Equal((2, 2, 6), (_counters.Analysed, _counters.Tiles, _counters.EmptyTiles));
    }

    [Fact]
    public async Task RunAsync_RowsSharedByATeam_SeesTheSame()
    {
        var layout = new FrameLayout(320, 240, PixelFormat.Nv12);
        var bytes = new byte[layout.FrameBytes * 20];
        new Random(1).NextBytes(bytes);
        FrameLog alone = new(), together = new();
        using var team = new RowTeam(3);
        using var runner = new FrameRunner(_model.Model, _counters, team: team);

        await RunAsync(Bytes(bytes), new VideoFormat(layout, 10), alone);
        await FrameAnalysis.RunAsync(Job(Bytes(bytes), new VideoFormat(layout, 10), together) with { Runner = runner }, CancellationToken.None);

        Assert.Equal(20, together.Frames.Count);
        Assert.Equal(alone.Frames.SelectMany(f => f.Scores), together.Frames.SelectMany(f => f.Scores));
    }

    private Task RunAsync(IVideoSource source, VideoFormat? format, FrameLog log) => FrameAnalysis.RunAsync(Job(source, format, log), CancellationToken.None);

    private FrameJob Job(IVideoSource source, VideoFormat? format, FrameLog log) => new()
    {
        Source = source,
        Format = format,
        Runner = new FrameRunner(_model.Model, _counters),
        Sink = log,
        Counters = _counters,
        Time = TimeProvider.System,
    };

    private ChildVideoSource Bytes(IEnumerable<byte> bytes) => ChildVideoSource.Command(["/bin/cat", _folder.Write("video.raw", bytes.ToArray())], TimeProvider.System);

    private static byte[] Solid(FrameLayout layout, int red)
    {
        var bytes = new byte[layout.FrameBytes];
        for (var y = 0; y < layout.Height; y++)
        {
            for (var x = 0; x < layout.Width; x++)
            {
                if (layout.Format == PixelFormat.Gray8) bytes[(y * layout.Stride) + x] = (byte)red;
                else (bytes[(y * layout.Stride) + (x * 3) + (layout.Format == PixelFormat.Rgb24 ? 0 : 2)], bytes[(y * layout.Stride) + (x * 3) + 1]) = ((byte)red, 100);
            }
        }

        return bytes;
    }

    private static byte[] Jpeg(int width, int height, int red)
    {
        var missing = OpenCvLibrary.WhyMissing();
        Assert.SkipWhen(missing is not null, missing ?? "");
        var layout = new FrameLayout(width, height, PixelFormat.Bgr24);
        using var encoder = new ImageFileEncoder();
        return encoder.Encode(Solid(layout, red), width, height, layout.Stride, ImagePixels.Bgr24, ImageEncoding.Jpeg, 95).ToArray();
    }

    private string Video(string arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
        var file = _folder["video.mkv"];
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg", $"-nostdin -loglevel error -y {arguments} {file}"))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return file;
    }
}
