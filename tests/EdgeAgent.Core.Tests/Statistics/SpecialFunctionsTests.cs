using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Core.Tests.Statistics;

/// <summary>Expected values were computed with SciPy 1.10 (gammaln, gammainc, betainc).</summary>
public sealed class SpecialFunctionsTests
{
    [Theory]
    [InlineData(0.001, 6.907178885383853)]
    [InlineData(0.5, 0.5723649429247)]
    [InlineData(1, 0.0)]
    [InlineData(1.5, -0.12078223763524526)]
    [InlineData(10, 12.801827480081469)]
    [InlineData(171.5, 709.1431630309283)]
    [InlineData(1000000.0, 12815504.569147611)]
    public void LogGamma_KnownArguments_AgreeWithSciPy(double x, double expected) => Near(expected, SpecialFunctions.LogGamma(x), 1e-13, scale: 1);

    [Theory]
    [InlineData(0.5, 0.1, 0.34527915398142317)]
    [InlineData(1, 1, 0.6321205588285577)]
    [InlineData(3, 2.5, 0.45618688411667035)]
    [InlineData(10, 30, 0.9999928782491372)]
    [InlineData(100, 80, 0.0171083130351331)]
    [InlineData(100000.0, 100000.0, 0.5004205221103651)]
    [InlineData(0.1, 1e-08, 0.16659398838160208)]
    public void GammaP_KnownArguments_AgreeWithSciPy(double a, double x, double expected)
    {
        Near(expected, SpecialFunctions.GammaP(a, x), 1e-9);
        Near(x, SpecialFunctions.InverseGammaP(a, expected), 1e-7);
    }

    [Theory]
    [InlineData(0.5, 0.5, 0.3, 0.3690101195655454)]
    [InlineData(2, 3, 0.4, 0.5247999999999999)]
    [InlineData(1, 1, 0.7, 0.7)]
    [InlineData(50, 2, 0.9, 0.03092265124392069)]
    [InlineData(1000, 1000, 0.51, 0.8144473405685402)]
    [InlineData(3, 400, 0.001, 0.007990821928822717)]
    public void BetaI_KnownArguments_AgreeWithSciPy(double a, double b, double x, double expected)
    {
        Near(expected, SpecialFunctions.BetaI(a, b, x), 1e-11);
        Near(x, SpecialFunctions.InverseBetaI(a, b, expected), 1e-9);
    }

    [Fact]
    public void Edges_AreExact()
    {
        Assert.Equal(0, SpecialFunctions.GammaP(2, 0));
        Assert.Equal(1, SpecialFunctions.GammaP(2, double.PositiveInfinity));
        Assert.Equal(0, SpecialFunctions.InverseGammaP(2, 0));
        Assert.Equal((0, 1), (SpecialFunctions.BetaI(2, 3, 0), SpecialFunctions.BetaI(2, 3, 1)));
        Assert.Equal((0, 1), (SpecialFunctions.InverseBetaI(2, 3, 0), SpecialFunctions.InverseBetaI(2, 3, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpecialFunctions.InverseGammaP(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpecialFunctions.LogGamma(0));
    }

    private static void Near(double expected, double actual, double relative, double scale = 1e-3) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Max(scale, Math.Abs(expected)), $"expected {expected:R}, got {actual:R}");
}
