using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Tests.Features.Images;

public sealed class MotionGateTests
{
    private static readonly FrameLayout Layout = new(640, 360, PixelFormat.Nv12);

    [Fact]
    public void Passes_StillSceneWithNoise_IsHeldBack()
    {
        var gate = new MotionGate(new MotionOptions { RefreshFrames = 0 });

        Assert.True(gate.Passes(new FrameView(Scene(0), Layout)));
        for (var i = 1; i < 200; i++) Assert.False(gate.Passes(new FrameView(Scene(i), Layout)), $"frame {i}");
    }

    [Fact]
    public void Passes_ObjectMoves_PassesWhileItDoesAndALittleLonger()
    {
        var gate = new MotionGate(new MotionOptions { HoldFrames = 5, RefreshFrames = 0 });
        for (var i = 0; i < 40; i++) gate.Passes(new FrameView(Scene(i), Layout));

        for (var i = 0; i < 60; i++) Assert.True(gate.Passes(new FrameView(Scene(100 + i, x: 50 + (i * 6), y: 100), Layout)), $"frame {i}");

        // It has left.
        var after = Enumerable.Range(0, 100).TakeWhile(i => gate.Passes(new FrameView(Scene(300 + i), Layout))).Count();
        Assert.InRange(after, 5, 60);
    }

    [Fact]
    public void Passes_MotionInAnIgnoredPart_IsHeldBack()
    {
        var options = new MotionOptions { RefreshFrames = 0, Ignore = [new ImageBox(0, 0, 1, 0.6f)] };
        var gate = new MotionGate(options);
        gate.Passes(new FrameView(Scene(0), Layout));

        for (var i = 1; i < 60; i++) Assert.False(gate.Passes(new FrameView(Scene(i, x: i * 8, y: 60), Layout)), $"frame {i}");
        Assert.True(gate.Passes(new FrameView(Scene(70, x: 200, y: 280), Layout)));
    }

    [Fact]
    public void Passes_LightOfAllChanges_IsNoMotion()
    {
        var gate = new MotionGate(new MotionOptions { RefreshFrames = 0 });
        gate.Passes(new FrameView(Scene(0), Layout));

        for (var i = 1; i < 40; i++) Assert.False(gate.Passes(new FrameView(Scene(i, light: i % 2 * 25), Layout)), $"frame {i}");
    }

    [Fact]
    public void Passes_Sensitivity_DecidesOnFaintObjects()
    {
        foreach (var (sensitivity, expected) in new[] { (0.0, false), (1.0, true) })
        {
            var gate = new MotionGate(new MotionOptions { Sensitivity = sensitivity, RefreshFrames = 0 });
            gate.Passes(new FrameView(Scene(0), Layout));
            Assert.Equal(expected, gate.Passes(new FrameView(Scene(1, x: 200, y: 100, contrast: 12), Layout)));
        }
    }

    [Fact]
    public void Passes_NothingMoves_StillLooksNowAndThen()
    {
        var gate = new MotionGate(new MotionOptions { RefreshFrames = 25 });

        var passed = Enumerable.Range(0, 101).Where(i => gate.Passes(new FrameView(Scene(i), Layout))).ToArray();

        Assert.Equal([0, 25, 50, 75, 100], passed);
    }

    [Fact]
    public void Passes_AnotherSize_BeginsAnew()
    {
        var gate = new MotionGate(new MotionOptions());
        foreach (var (width, height) in new[] { (640, 480), (1, 1), (7, 3), (640, 480) })
        {
            var layout = new FrameLayout(width, height, PixelFormat.Rgb24);
            Assert.True(gate.Passes(new FrameView(new byte[layout.FrameBytes], layout)));
            Assert.False(gate.Passes(new FrameView(new byte[layout.FrameBytes], layout)));
        }
    }

    [Theory]
    [InlineData(30, 10, 100)]
    [InlineData(25, 10, 120)]
    [InlineData(29.97, 4, 40)]
    [InlineData(10, 0, 300)]
    [InlineData(10, 20, 300)]
    public void Takes_AnyLimit_TakesEvenlySoMany(double rate, double limit, int expected)
    {
        var frames = new FrameRateLimit(rate, limit);

        var taken = Enumerable.Range(0, 300).Where(i => frames.Takes(i)).ToArray();

        Assert.Equal(expected, taken.Length);
        Assert.Equal(0, taken[0]);
        var steps = taken.Zip(taken.Skip(1), (a, b) => b - a).ToArray();
        Assert.True(steps.Max() - steps.Min() <= 1);
    }

    private static byte[] Scene(int seed, int x = -1, int y = -1, int light = 0, int contrast = 90)
    {
        var bytes = new byte[Layout.FrameBytes];
        var random = new Random(seed);
        for (var row = 0; row < Layout.Height; row++)
        {
            for (var column = 0; column < Layout.Width; column++)
            {
                var level = 90 + (30 * Math.Sin(column / 40.0)) + (row / 12) + light + random.Next(-4, 5);
                if (x >= 0 && column >= x && column < x + 48 && row >= y && row < y + 40) level += contrast;
                bytes[(row * Layout.Width) + column] = (byte)Math.Clamp(level, 0, 255);
            }
        }

        return bytes;
    }
}
