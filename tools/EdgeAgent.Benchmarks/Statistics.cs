namespace EdgeAgent.Benchmarks;

/// <summary>Figures of a few repeated measurements.</summary>
internal static class Statistics
{
    /// <summary>The median; the mean of the middle two of an even number.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
