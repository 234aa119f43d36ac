using EdgeAgent.Models.Probation;

namespace EdgeAgent.Models.Tests.Probation;

public sealed class PoissonRateTestTests
{
    /// <summary>Events and time of two processes, and p by SciPy 1.10.1: <c>binomtest(k1, k1 + k2, t1 / (t1 + t2)).pvalue</c>.</summary>
    public static TheoryData<long, double, long, double, double> Reference => new()
    {
        { 10, 900, 0, 86400, 1.3560717144022662e-20 },
        { 0, 900, 10, 86400, 1.0 },
        { 5, 900, 5, 900, 1.0 },
        { 3, 900, 7, 3600, 0.42957465600000017 },
        { 100, 3600, 10, 3600, 8.009521189255448e-20 },
        { 10, 3600, 100, 36000, 1.0 },
        { 12, 900, 100, 36000, 2.0428221528069182e-05 },
        { 1, 1, 1000000, 1000000, 1.0 },
        { 1000, 86400, 1100, 86400, 0.030720707864242486 },
        { 50000, 86400, 49000, 86400, 0.0014980826229750027 },
        { 0, 900, 96, 86400, 1.0 },
        { 0, 7200, 96, 86400, 0.0008141043077907577 },
        { 30, 900, 290, 86400, 1.809257461996696e-19 },
        { 2, 900, 8, 900, 0.109375 },
        { 9, 900, 1, 86400, 1.303184917540578e-17 },
        { 400000, 86400, 401500, 86400, 0.09405902806237847 },
        { 1, 900, 9, 8100, 1.0 },
        { 150, 900, 1440, 86400, 7.06002365130754e-91 },
        { 3, 1800, 202, 3600, 1.9142648110065456e-31 },
        { 23, 900, 48, 86400, 3.316025433231553e-28 },
        { 13, 3600, 259, 3600, 1.4848205888740246e-60 },
        { 26, 900, 222, 3600, 8.915896036641851e-05 },
        { 35, 900, 46, 3600, 2.0766127335096784e-06 },
        { 7, 1800, 289, 3600, 2.960735932237096e-41 },
        { 3, 900, 298, 86400, 1.0 },
        { 3, 3600, 203, 86400, 0.07199717244599482 },
        { 8, 900, 285, 3600, 1.897148026063573e-18 },
        { 34, 1800, 73, 40000, 1.4948182592839786e-20 },
        { 35, 900, 157, 86400, 1.7509722703367743e-32 },
        { 37, 3600, 52, 3600, 0.137367971355652 },
    };

    [Theory]
    [MemberData(nameof(Reference))]
    public void TwoSided_Reference_AgreesWithSciPy(long first, double firstTime, long second, double secondTime, double p)
    {
        Assert.Equal(1, PoissonRateTest.TwoSided(first, firstTime, second, secondTime) / p, 1e-8);
        Assert.Equal(1, PoissonRateTest.TwoSided(second, secondTime, first, firstTime) / p, 1e-8);
    }

    // The definition itself, for every outcome of small experiments.
    [Fact]
    public void TwoSided_SmallCounts_IsTheSumOfWhatIsNoMoreLikely()
    {
        for (var n = 1; n <= 25; n++)
        {
            foreach (var share in new[] { 0.01, 0.2, 0.5, 0.77 })
            {
                double Point(int k) => Choose(n, k) * Math.Pow(share, k) * Math.Pow(1 - share, n - k);
                for (var k = 0; k <= n; k++)
                {
                    var expected = Enumerable.Range(0, n + 1).Select(Point).Where(point => point <= Point(k) * (1 + 1e-7)).Sum();
                    Assert.Equal(Math.Min(1, expected), PoissonRateTest.TwoSided(k, share, n - k, 1 - share), 1e-10);
                }
            }
        }
    }

    [Fact]
    public void TwoSided_NoEvents_SaysNothing() => Assert.Equal(1, PoissonRateTest.TwoSided(0, 10, 0, 3));

    // Under equal rates a test at level α refuses in at most that part of all cases.
    [Fact]
    public void TwoSided_EqualRates_RefusesNoMoreThanItsLevel()
    {
        var random = new Random(3);
        var refused = Enumerable.Range(0, 20000).Count(_ => PoissonRateTest.TwoSided(Poisson(random, 6), 900, Poisson(random, 24), 3600) < 0.01);
        Assert.InRange(refused, 20, 200);
    }

    private static int Poisson(Random random, double mean)
    {
        var (limit, count, product) = (Math.Exp(-mean), 0, random.NextDouble());
        while (product > limit)
        {
            count++;
            product *= random.NextDouble();
        }

        return count;
    }

    private static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (product, i) => product * (n - k + i) / i);
}
