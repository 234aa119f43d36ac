namespace EdgeAgent.Core.Statistics;

/// <summary>Exact confidence intervals of counts: they hold at least the stated confidence at any count, zero included.</summary>
public static class ExactIntervals
{
    /// <summary>Garwood's interval of a Poisson mean (F. Garwood, Biometrika 28, 1936): half of χ² quantiles with 2n and 2n + 2 degrees of freedom.</summary>
    /// <param name="count">What was counted, 0 or more.</param>
    /// <param name="confidence">Two-sided confidence, between 0 and 1.</param>
    /// <returns>The interval's ends; the lower one is 0 where nothing was counted.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static (double Low, double High) Garwood(long count, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var tail = Tail(confidence);
        return (count == 0 ? 0 : SpecialFunctions.InverseGammaP(count, tail), SpecialFunctions.InverseGammaP(count + 1.0, 1 - tail));
    }

    /// <summary>Clopper and Pearson's interval of a proportion (Biometrika 26, 1934): quantiles of β(k, n − k + 1) and β(k + 1, n − k).</summary>
    /// <param name="count">Successes, 0 to <paramref name="of"/>.</param>
    /// <param name="of">Trials, 1 or more.</param>
    /// <param name="confidence">Two-sided confidence, between 0 and 1.</param>
    /// <returns>The interval's ends, within 0..1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static (double Low, double High) ClopperPearson(int count, int of, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(of, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, of);
        var tail = Tail(confidence);
        return (count == 0 ? 0 : SpecialFunctions.InverseBetaI(count, of - count + 1.0, tail),
            count == of ? 1 : SpecialFunctions.InverseBetaI(count + 1.0, of - count, 1 - tail));
    }

    private static double Tail(double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(confidence);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(confidence, 1);
        return (1 - confidence) / 2;
    }
}
