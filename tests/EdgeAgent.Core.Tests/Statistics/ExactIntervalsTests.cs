using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Core.Tests.Statistics;

/// <summary>Expected values were computed with SciPy 1.10 (chi2.ppf, beta.ppf).</summary>
public sealed class ExactIntervalsTests
{
    [Theory]
    [InlineData(0, 0.95, 0, 3.6888794541139354)]
    [InlineData(1, 0.95, 0.025317807984289876, 5.571643390938898)]
    [InlineData(2, 0.95, 0.24220927854396496, 7.22468766772396)]
    [InlineData(3, 0.95, 0.6186721228956014, 8.767273069742323)]
    [InlineData(3, 0.90, 0.8176914471639534, 7.753656527932725)]
    [InlineData(5, 0.95, 1.6234863901184207, 11.66833207932267)]
    [InlineData(10, 0.95, 4.7953886961324335, 18.39035604201778)]
    [InlineData(50, 0.95, 37.110963737461866, 65.91876666433681)]
    [InlineData(1000, 0.95, 938.9730184076952, 1063.952136016302)]
    [InlineData(100000, 0.95, 99381.15266374472, 100621.74473974388)]
    public void Garwood_Counts_AgreeWithSciPy(int count, double confidence, double low, double high)
    {
        var interval = ExactIntervals.Garwood(count, confidence);
        Assert.Equal(low, interval.Low, 1e-9 * Math.Max(1, low));
        Assert.Equal(high, interval.High, 1e-9 * Math.Max(1, high));
    }

    [Theory]
    [InlineData(0, 1, 0.0, 0.975)]
    [InlineData(1, 1, 0.025, 1.0)]
    [InlineData(0, 10, 0.0, 0.3084971078187608)]
    [InlineData(10, 10, 0.6915028921812392, 1.0)]
    [InlineData(1, 10, 0.0025285785444617848, 0.4450161170281954)]
    [InlineData(8, 10, 0.4439045376923585, 0.9747892736731666)]
    [InlineData(39, 44, 0.7544232236844686, 0.9620562870607252)]
    [InlineData(1, 1000, 2.5317487491294045e-05, 0.005558924279826672)]
    [InlineData(500, 1000, 0.46854917297179216, 0.5314508270282079)]
    [InlineData(99999, 100000, 0.9999442848396523, 0.9999997468219523)]
    public void ClopperPearson_Counts_AgreeWithSciPy(int count, int of, double low, double high)
    {
        var interval = ExactIntervals.ClopperPearson(count, of, 0.95);
        Assert.Equal(low, interval.Low, 1e-10);
        Assert.Equal(high, interval.High, 1e-10);
    }

    [Fact]
    public void ClopperPearson_HalfOfTheIntervalMirrored_IsTheIntervalOfFailures()
    {
        for (var of = 1; of < 30; of++)
            for (var count = 0; count <= of; count++)
            {
                var (low, high) = ExactIntervals.ClopperPearson(count, of, 0.9);
                var (mirrorLow, mirrorHigh) = ExactIntervals.ClopperPearson(of - count, of, 0.9);
                Assert.Equal(1 - mirrorHigh, low, 1e-12);
                Assert.Equal(1 - mirrorLow, high, 1e-12);
            }
    }

    [Fact]
    public void Arguments_OutOfRange_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactIntervals.Garwood(-1, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactIntervals.Garwood(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactIntervals.ClopperPearson(2, 1, 0.95));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactIntervals.ClopperPearson(0, 0, 0.95));
    }
}
