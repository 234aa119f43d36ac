namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>
/// Garwood's exact interval of a Poisson mean (Biometrika 28, 1936): the means at which what was counted, or more, or less, has half of what confidence leaves.
/// </summary>
public static class PoissonInterval
{
    /// <summary>The two-sided 95 % interval.</summary>
    /// <param name="count">What was counted, ≥ 0.</param>
    public static (double Low, double High) At95(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        const double Tail = 0.025;
        var low = count == 0 ? 0 : Solve(count, mean => AtMost(count - 1, mean) > 1 - Tail);
        return (low, Solve(count + 1, mean => AtMost(count, mean) > Tail));
    }

    /// <summary>The mean at which a falling condition stops holding.</summary>
    private static double Solve(double near, Func<double, bool> holds)
    {
        var (low, high) = (0.0, near);
        while (holds(high)) (low, high) = (high, (2 * high) + 1);
        for (var i = 0; i < 200 && high - low > 1e-12 * high; i++)
        {
            var middle = (low + high) / 2;
            if (holds(middle)) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The chance of at most this many at a mean: terms from the largest down, so that nothing underflows.</summary>
    private static double AtMost(long count, double mean)
    {
        if (mean <= 0) return 1;
        var top = Math.Min(count, (long)mean);
        var log = (top * Math.Log(mean)) - mean - LogFactorial(top);
        var sum = 0.0;
        var term = 1.0;
        for (var k = top; k >= 0 && term > 1e-18; k--)
        {
            sum += term;
            term *= k / mean;
        }

        term = 1.0;
        for (var k = top + 1; k <= count; k++)
        {
            term *= mean / k;
            sum += term;
            if (term < sum * 1e-18) break;
        }

        return Math.Min(1, Math.Exp(log) * sum);
    }

    /// <summary>ln n!: Stirling's series from 10 on, whose next term is below 1e-13 there.</summary>
    private static double LogFactorial(long n)
    {
        if (n < 10)
        {
            var product = 1.0;
            for (var k = 2; k <= n; k++) product *= k;
            return Math.Log(product);
        }

        double x = n + 1, inverse = 1 / (x * x);
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI))
            + ((1.0 / 12 - (inverse * (1.0 / 360 - (inverse * (1.0 / 1260 - (inverse * (1.0 / 1680 - (inverse / 1188)))))))) / x);
    }
}
