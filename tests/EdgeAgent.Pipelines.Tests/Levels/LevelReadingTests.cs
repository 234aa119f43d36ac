using EdgeAgent.Pipelines.Levels;

namespace EdgeAgent.Pipelines.Tests.Levels;

public sealed class LevelReadingTests
{
    private const int Rate = 48_000;

    [Fact]
    public void StuckBitWeight_AnyBitInUseThatNeverChanges_IsItsWeight()
    {
        // Noise of some 300 steps: bits 1 to 9 are in use, and with the sign all above them.
        for (var bit = 1; bit <= 14; bit++)
        {
            var mask = 1 << bit;
            var weight = mask / 32768.0;
            Assert.Equal(weight, Of(Sounds.Noise(Rate, -40).In16Bits(word => (short)((ushort)word | mask))));
            Assert.Equal(weight, Of(Sounds.Noise(Rate, -40).In16Bits(word => (short)(word & ~mask))));
        }
    }

    [Theory]
    [InlineData(-3, 0.0)]
    [InlineData(-40, 0.0)]
    [InlineData(-40, 0.3)]
    [InlineData(-70, 0.0166)]
    [InlineData(-85, 0.0166)]
    [InlineData(-95, 0.0)]
    public void StuckBitWeight_WholeConverter_IsNone(double db, double offset)
    {
        foreach (var step in (int[])[1, 16, 256])
        {
            // 16 bits, then 12 and 8 bits in a container of 16.
            var samples = Sounds.Noise(Rate, db).Each((s, _) => s + (float)offset).In16Bits(word => (short)(word / step * step));
            Assert.Equal(0, Of(samples));
        }
    }

    [Fact]
    public void StuckBitWeight_FloatsAndBeyondFullScale_IsNone()
    {
        Assert.Equal(0, Of(Sounds.Noise(Rate, 20)));
        Assert.Equal(0, Of(Sounds.Sine(Rate, Rate, 440, 0.7)));
    }

    [Fact]
    public void StuckBitWeight_TwoLevelsFarApart_IsNone() =>
        Assert.Equal(0, Of(Sounds.Noise(Rate, -60).Each((s, i) => s + (i / 4000 % 2 == 0 ? 0.7f : -0.3f)).In16Bits()));

    private static double Of(ReadOnlySpan<float> samples)
    {
        Assert.True(new LevelMeter(Rate).TryRead(ref samples, out var reading));
        return reading.StuckBitWeight;
    }
}
