using System.Diagnostics;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Framing;

namespace EdgeAgent.Pipelines.Tests.Framing;

public sealed class RawVideoFramingTests
{
    [Fact]
    public void TryRead_AnyCuts_GivesTheFramesInOrder()
    {
        var layout = new FrameLayout(7, 5, PixelFormat.Yuv420p, 9);
        var bytes = new byte[(layout.FrameBytes * 6) + 11];
        new Random(1).NextBytes(bytes);
        var frame = new byte[layout.FrameBytes];
        for (var seed = 0; seed < 50; seed++)
        {
            var buffer = Cuts.Of(bytes, new Random(seed));
            for (var i = 0; i < 6; i++)
            {
                Assert.True(RawVideoFraming.TryRead(ref buffer, layout, frame));
                Assert.True(bytes.AsSpan((int)(i * layout.FrameBytes), frame.Length).SequenceEqual(frame));
            }

            Assert.False(RawVideoFraming.TryRead(ref buffer, layout, frame));
            Assert.Equal(11, buffer.Length);
        }
    }

    // What ffmpeg writes is what a layout says, for odd sizes too.
    [Theory]
    [InlineData(PixelFormat.Rgb24, "rgb24")]
    [InlineData(PixelFormat.Bgr24, "bgr24")]
    [InlineData(PixelFormat.Gray8, "gray")]
    [InlineData(PixelFormat.Gray16, "gray16le")]
    [InlineData(PixelFormat.Yuv420p, "yuv420p")]
    [InlineData(PixelFormat.Nv12, "nv12")]
    [InlineData(PixelFormat.Yuyv, "yuyv422")]
    public void FrameBytes_OddSize_IsWhatFfmpegWrites(PixelFormat format, string name)
    {
        foreach (var (width, height) in new[] { (35, 27), (36, 27), (35, 28), (64, 48) })
        {
            var written = Ffmpeg($"-f lavfi -i testsrc=size={width}x{height}:rate=5:duration=1 -f rawvideo -pix_fmt {name} pipe:1");

            Assert.Equal(5 * new FrameLayout(width, height, format).FrameBytes, written.Length);
        }
    }

    [Fact]
    public void Refuse_Containers_NamesThem()
    {
        Assert.Contains("mjpeg", RawVideoFraming.Refuse([0xFF, 0xD8, 0xFF, 0xE0]), StringComparison.Ordinal);
        Assert.Contains("AVI", RawVideoFraming.Refuse("RIFF0000AVI "u8), StringComparison.Ordinal);
        Assert.Contains("MP4", RawVideoFraming.Refuse([0, 0, 0, 32, .. "ftypisom"u8]), StringComparison.Ordinal);
        Assert.Contains("Matroska", RawVideoFraming.Refuse([0x1A, 0x45, 0xDF, 0xA3, 0]), StringComparison.Ordinal);
        Assert.Null(RawVideoFraming.Refuse(new byte[16]));
        Assert.Null(RawVideoFraming.Refuse([]));
    }

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(10, -1, 0)]
    [InlineData(20_000, 20_000, 0)]
    [InlineData(10, 10, 9)]
    public void Problem_Impossible_IsASentence(int width, int height, int stride) =>
        Assert.NotNull(new FrameLayout(width, height, PixelFormat.Gray8, stride).Problem);

    private static byte[] Ffmpeg(string arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ffmpeg"), "needs ffmpeg");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ffmpeg", "-nostdin -loglevel error " + arguments) { RedirectStandardOutput = true })!;
        using var memory = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(memory);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return memory.ToArray();
    }
}
