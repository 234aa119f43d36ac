using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Tests.Frames;

public sealed class PictureWatchTests
{
    private const double Rate = 5;
    private static readonly FrameLayout Layout = new(320, 180, PixelFormat.Gray8);

    private readonly List<PictureChange> _changes = [];
    private readonly PictureWatch _watch;
    private long _position;

    public PictureWatchTests()
    {
        _watch = new PictureWatch(Rate, _changes.Add);
        _watch.Begin();
    }

    [Fact]
    public void Push_WellCamera_SaysNothing()
    {
        Show(100, Scene);

        Assert.Empty(_changes);
        var levels = _watch.Snapshot()!;
        Assert.Equal((VideoState.Ok, 0), (levels.State, levels.BlindFrames));
        Assert.True(levels.Sharpness > 100, $"{levels.Sharpness}");
    }

    [Fact]
    public void Push_LensCovered_IsBlackAndThenWellAgain()
    {
        Show(50, Scene);
        Show(100, seed => Noise(seed, 4));
        Show(100, Scene);

        Assert.Equal([(VideoState.Black, 50), (VideoState.Ok, 150)], _changes.Select(c => (c.State, c.From)));
        Assert.InRange(_watch.Snapshot()!.BlindFrames, 70, 130);
    }

    [Fact]
    public void Push_ShortFlash_SaysNothing()
    {
        Show(50, Scene);
        Show(10, seed => Noise(seed, 252));
        Show(50, Scene);

        Assert.Empty(_changes);
    }

    [Fact]
    public void Push_TooMuchLight_IsOverexposed()
    {
        Show(50, Scene);
        Show(60, seed => Noise(seed, 252));

        Assert.Equal((VideoState.Overexposed, 50), (_changes.Single().State, _changes.Single().From));
    }

    [Fact]
    public void Push_OutOfFocus_IsBlurredWithHysteresis()
    {
        Show(300, Scene);
        Show(60, seed => Blurred(Scene(seed), 6));
        Show(60, Scene);

        Assert.Equal([(VideoState.Blurred, 300), (VideoState.Ok, 360)], _changes.Select(c => (c.State, c.From)));
        Assert.Contains("out of focus", _changes[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Push_SamePictureAgainAndAgain_IsFrozenUntilItMoves()
    {
        Show(20, Scene);
        Show(150, _ => Scene(7));
        Show(1, Scene);

        Assert.Equal([(VideoState.Frozen, 21), (VideoState.Ok, 170)], _changes.Select(c => (c.State, c.From)));
        Assert.Equal(0, _watch.Snapshot()!.Repeated);
    }

    [Fact]
    public void Push_NewEpoch_DoesNotCompareWithTheOldOne()
    {
        for (var epoch = 0; epoch < 50; epoch++)
        {
            _watch.Begin();
            Show(4, _ => Scene(1));
        }

        // Three of each four were the same; frozen needs a hundred in a row.
        Assert.Empty(_changes);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 50)]
    public void Push_TinyPicture_IsMeasured(int width, int height)
    {
        var layout = new FrameLayout(width, height, PixelFormat.Rgb24);
        _watch.Push(0, new FrameView(new byte[layout.FrameBytes], layout));
        Assert.Equal(1, _watch.Snapshot()!.BlackShare);
    }

    private void Show(int frames, Func<int, byte[]> picture)
    {
        for (var i = 0; i < frames; i++)
        {
            _watch.Push(_position, new FrameView(picture((int)_position), Layout));
            _position++;
        }
    }

    private static byte[] Scene(int seed)
    {
        var bytes = Noise(seed, 110);
        for (var i = 0; i < bytes.Length; i++)
            if (((i % 320 / 9) + (i / 320 / 9)) % 2 == 0) bytes[i] += 80;
        return bytes;
    }

    private static byte[] Noise(int seed, int level)
    {
        var bytes = new byte[Layout.FrameBytes];
        var random = new Random(seed);
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)Math.Clamp(level + random.Next(-2, 3), 0, 255);
        return bytes;
    }

    private static byte[] Blurred(byte[] bytes, int radius)
    {
        var result = new byte[bytes.Length];
        for (var y = 0; y < 180; y++)
        {
            for (var x = 0; x < 320; x++)
            {
                int sum = 0, count = 0;
                for (var j = Math.Max(0, y - radius); j <= Math.Min(179, y + radius); j++)
                {
                    for (var i = Math.Max(0, x - radius); i <= Math.Min(319, x + radius); i++)
                    {
                        sum += bytes[(j * 320) + i];
                        count++;
                    }
                }

                result[(y * 320) + x] = (byte)(sum / count);
            }
        }

        return result;
    }
}
