namespace EdgeAgent.Models.Probation;

/// <summary>
/// The exact test whether two Poisson processes have the same rate. Given n events in all, those of the first are binomial with the first one's share
/// of the time (Przyborowski and Wilenski 1940); the two-sided p sums every outcome that is no more likely than the one seen.
/// </summary>
public static class PoissonRateTest
{
    // Outcomes as likely as the one seen count too; sums of logarithms agree only so far.
    private const double Tie = 1 + 1e-7;

    /// <summary>The two-sided p of the hypothesis that both rates are the same.</summary>
    /// <param name="first">Events of the first, ≥ 0.</param>
    /// <param name="firstTime">Its time, &gt; 0 in any unit.</param>
    /// <param name="second">Events of the second, ≥ 0.</param>
    /// <param name="secondTime">Its time, &gt; 0 in the same unit.</param>
    /// <returns>0..1; 1 when there are no events.</returns>
    public static double TwoSided(long first, double firstTime, long second, double secondTime)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstTime, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(secondTime, 0);
        var n = checked(first + second);
        var share = firstTime / (firstTime + secondTime);
        if (n == 0) return 1;
        var odds = share / (1 - share);
        var limit = LogPoint(n, first, share) + Math.Log(Tie);
        var mode = Math.Min(n, (long)Math.Floor((n + 1) * share));
        if (first == mode || LogPoint(n, mode, share) <= limit) return 1;

        // Both tails: from the mode outwards the likelihood only falls, so each begins at one place.
        var below = first < mode ? first : LastBelow(n, share, limit, mode);
        var above = first > mode ? first : FirstAbove(n, share, limit, mode);
        var p = 0.0;
        if (below >= 0) p += Tail(Math.Exp(LogPoint(n, below, share)), below, k => k / ((n - k + 1) * odds), -1, k => k > 0);
        if (above <= n) p += Tail(Math.Exp(LogPoint(n, above, share)), above, k => (n - k) * odds / (k + 1), +1, k => k < n);
        return Math.Min(1, p);
    }

    // Sums a tail by the ratio of each outcome to its neighbour, until nothing is added any more.
    private static double Tail(double point, long k, Func<long, double> ratio, int step, Func<long, bool> goesOn)
    {
        var sum = point;
        while (goesOn(k))
        {
            point *= ratio(k);
            k += step;
            sum += point;
            if (point < sum * 1e-17) break;
        }

        return sum;
    }

    // The largest outcome below the mode that is no more likely than the limit; −1 when there is none.
    private static long LastBelow(long n, double share, double limit, long mode)
    {
        long low = -1, high = mode;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (LogPoint(n, middle, share) <= limit) low = middle;
            else high = middle;
        }

        return low;
    }

    private static long FirstAbove(long n, double share, double limit, long mode)
    {
        long low = mode, high = n + 1;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (LogPoint(n, middle, share) <= limit) high = middle;
            else low = middle;
        }

        return high;
    }

    private static double LogPoint(long n, long k, double share) =>
        LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k) + (k * Math.Log(share)) + ((n - k) * Math.Log(1 - share));

    // Small ones by multiplying, large ones by Stirling's series; its error beyond 256 is below 1e-16.
    private static double LogFactorial(long n)
    {
        if (n < 256)
        {
            var sum = 0.0;
            for (var i = 2; i <= n; i++) sum += Math.Log(i);
            return sum;
        }

        var x = n + 1.0;
        var inverse = 1 / (x * x);
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (((((inverse / 1260) - (1.0 / 360)) * inverse) + (1.0 / 12)) / x);
    }
}
