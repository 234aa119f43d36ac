namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>Figures of a few repeated measurements.</summary>
internal static class Statistics
{
    private const int Resamples = 4000;

    /// <summary>The median; the mean of the middle two of an even number.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median and a bootstrap interval around it that holds 95 of 100; the same values give the same interval.</summary>
    public static Estimate Estimate(IEnumerable<double> values)
    {
        var sample = values.ToArray();
        var random = new Random(1);
        var medians = new double[Resamples];
        var drawn = new double[sample.Length];
        for (var i = 0; i < Resamples; i++)
        {
            for (var j = 0; j < drawn.Length; j++) drawn[j] = sample[random.Next(sample.Length)];
            medians[i] = Median(drawn);
        }

        Array.Sort(medians);
        return new Estimate(Median(sample), medians[Resamples / 40], medians[Resamples - 1 - (Resamples / 40)]);
    }
}
