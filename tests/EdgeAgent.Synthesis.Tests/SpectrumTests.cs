using EdgeAgent.Synthesis.Signal;

namespace EdgeAgent.Synthesis.Tests;

public sealed class SpectrumTests
{
    [Fact]
    public void Power_Sine_IsHalfItsSquareAndLiesAtItsFrequency()
    {
        var sine = Enumerable.Range(0, 20000).Select(i => 0.5 * Math.Sin(2 * Math.PI * 700 * i / 10000)).ToArray();

        var spectrum = new Spectrum(sine, 10000);

        Assert.Equal(0.125, spectrum.Power(0, 5000), 3);
        Assert.Equal(0.125, spectrum.Power(650, 750), 3);
        var (low, high) = spectrum.Band(0.05);
        Assert.InRange(low, 680, 700);
        Assert.InRange(high, 700, 720);
    }

    [Fact]
    public void Power_ShortStretch_IsMeasuredToo()
        => Assert.Equal(0.09, new Spectrum(Enumerable.Repeat(0.3, 500).ToArray(), 10000).Power(0, 5000), 2);
}
