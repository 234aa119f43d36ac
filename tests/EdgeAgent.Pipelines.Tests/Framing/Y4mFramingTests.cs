using System.Buffers;
using System.Text;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Framing;

namespace EdgeAgent.Pipelines.Tests.Framing;

public sealed class Y4mFramingTests
{
    [Fact]
    public void TryReadHeader_FfmpegsLine_TellsSizeAndRate()
    {
        var buffer = Bytes("YUV4MPEG2 W1280 H720 F30000:1001 Ip A1:1 C420mpeg2 XYSCSS=420MPEG2 XCOLORRANGE=LIMITED\nFRAME\n");

        Assert.True(Y4mFraming.TryReadHeader(ref buffer, out var format, out _));

        Assert.Equal(new FrameLayout(1280, 720, PixelFormat.Yuv420p), format.Layout);
        Assert.Equal((29.97, 30), (Math.Round(format.FramesPerSecond, 3), format.Rate));
        Assert.Equal(6, buffer.Length);
    }

    [Theory]
    [InlineData("YUV4MPEG2 W4 H4 F5:1 C420jpeg XCOLORRANGE=FULL\n", PixelFormat.Yuv420p, YuvMatrix.Bt601Full)]
    [InlineData("YUV4MPEG2 W4 H4 F5:1\n", PixelFormat.Yuv420p, YuvMatrix.Bt601)]
    [InlineData("YUV4MPEG2 H4 F5:1 Cmono W4\n", PixelFormat.Gray8, YuvMatrix.Bt601)]
    public void TryReadHeader_Variants_AreRead(string line, PixelFormat pixels, YuvMatrix matrix)
    {
        var buffer = Bytes(line);

        Assert.True(Y4mFraming.TryReadHeader(ref buffer, out var format, out _));

        Assert.Equal(new FrameLayout(4, 4, pixels, 0, matrix), format.Layout);
    }

    [Theory]
    [InlineData("RIFF....AVI \n")]
    [InlineData("YUV4MPEG2 W0 H4 F5:1\n")]
    [InlineData("YUV4MPEG2 W4 H4 F0:1\n")]
    [InlineData("YUV4MPEG2 W4 H4 F5:0\n")]
    [InlineData("YUV4MPEG2 W99999 H99999 F5:1\n")]
    [InlineData("YUV4MPEG2 W4 H4 F5:1 C444\n")]
    [InlineData("YUV4MPEG2 W4 H4 F5:1 C420p10\n")]
    public void TryReadHeader_Impossible_IsASentence(string line)
    {
        var buffer = Bytes(line);

        Assert.False(Y4mFraming.TryReadHeader(ref buffer, out _, out var problem));
        Assert.NotNull(problem);
    }

    [Fact]
    public void TryReadHeader_NoLineEnd_WaitsButNotForEver()
    {
        var few = Bytes("YUV4MPEG2 W4");
        var many = new ReadOnlySequence<byte>(new byte[5000]);

        Assert.False(Y4mFraming.TryReadHeader(ref few, out _, out var waits));
        Assert.False(Y4mFraming.TryReadHeader(ref many, out _, out var gives));

        Assert.Null(waits);
        Assert.NotNull(gives);
    }

    [Fact]
    public void TryRead_AnyCuts_GivesTheFrames()
    {
        var layout = new FrameLayout(5, 3, PixelFormat.Yuv420p);
        var random = new Random(1);
        var frames = Enumerable.Range(0, 10).Select(_ => { var f = new byte[layout.FrameBytes]; random.NextBytes(f); return f; }).ToArray();
        byte[] stream = [.. frames.SelectMany((f, i) => Encoding.ASCII.GetBytes(i % 3 == 0 ? "FRAME Ip\n" : "FRAME\n").Concat(f))];
        var room = new byte[layout.FrameBytes];
        for (var seed = 0; seed < 20; seed++)
        {
            var buffer = Cuts.Of(stream, new Random(seed));
            foreach (var frame in frames)
            {
                Assert.True(Y4mFraming.TryRead(ref buffer, layout, room, out _));
                Assert.True(frame.AsSpan().SequenceEqual(room));
            }

            Assert.True(buffer.IsEmpty);
        }
    }

    [Fact]
    public void TryRead_OutOfStep_SaysSo()
    {
        var buffer = new ReadOnlySequence<byte>([.. "garbage\n"u8, .. new byte[100]]);

        Assert.False(Y4mFraming.TryRead(ref buffer, new FrameLayout(4, 4, PixelFormat.Yuv420p), new byte[24], out var problem));
        Assert.Contains("out of step", problem, StringComparison.Ordinal);
    }

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.ASCII.GetBytes(text));
}
