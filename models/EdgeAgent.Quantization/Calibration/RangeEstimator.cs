namespace EdgeAgent.Quantization.Calibration;

/// <summary>Chooses a tensor's range from its histogram.</summary>
internal static class RangeEstimator
{
    private const int Levels = 128;

    /// <summary>The range, which always holds 0.</summary>
    /// <param name="histogram">What the tensor held.</param>
    /// <param name="method">How to choose; not <see cref="CalibrationMethod.Auto"/>.</param>
    /// <param name="percentile">Share of the values that a percentile range keeps, e.g. 99.999.</param>
    public static ValueRange Estimate(TensorHistogram histogram, CalibrationMethod method, double percentile)
    {
        if (histogram.Count == 0) return new ValueRange(0, 0);
        var whole = new ValueRange(Math.Min(histogram.Min, 0), Math.Max(histogram.Max, 0));
        if (histogram.Width == 0) return whole;
        var range = method switch
        {
            CalibrationMethod.Percentile => Percentile(histogram, percentile),
            CalibrationMethod.Entropy => Entropy(histogram),
            _ => whole,
        };
        return new ValueRange(Math.Max(whole.Min, Math.Min(range.Min, 0)), Math.Min(whole.Max, Math.Max(range.Max, 0)));
    }

    private static ValueRange Percentile(TensorHistogram histogram, double percentile)
    {
        var rest = histogram.Count * (100 - percentile) / 200;
        var counts = histogram.Counts;
        double low = 0, high = 0;
        var first = 0;
        while (first < counts.Length && (low += counts[first]) <= rest) first++;
        var last = counts.Length - 1;
        while (last >= 0 && (high += counts[last]) <= rest) last--;
        return new ValueRange((float)((first - TensorHistogram.Side) * histogram.Width), (float)((last + 1 - TensorHistogram.Side) * histogram.Width));
    }

    // Both sides of 0 folded: the threshold is one of magnitude, as in TensorRT's 8-bit calibration (Migacz, GTC 2017).
    private static ValueRange Entropy(TensorHistogram histogram)
    {
        var magnitudes = new double[TensorHistogram.Side];
        for (var i = 0; i < magnitudes.Length; i++)
            magnitudes[i] = histogram.Counts[TensorHistogram.Side + i] + histogram.Counts[TensorHistogram.Side - 1 - i];
        // Exact zeros, of which rectifiers make many, fit every range and would drown all else.
        magnitudes[0] = magnitudes[1];
        var (best, least) = (magnitudes.Length, double.PositiveInfinity);
        for (var bins = Levels; bins <= magnitudes.Length; bins += Levels / 8)
        {
            var divergence = Divergence(magnitudes, bins);
            if (divergence >= least) continue;
            (best, least) = (bins, divergence);
        }

        var threshold = (float)(best * histogram.Width);
        return new ValueRange(-threshold, threshold);
    }

    private static double Divergence(ReadOnlySpan<double> magnitudes, int bins)
    {
        double inside = 0, beyond = 0;
        for (var i = 0; i < bins; i++) inside += magnitudes[i];
        for (var i = bins; i < magnitudes.Length; i++) beyond += magnitudes[i];
        if (inside == 0) return double.PositiveInfinity;
        var sum = 0.0;
        for (var level = 0; level < Levels; level++)
        {
            int from = (int)((long)level * bins / Levels), to = (int)((long)(level + 1) * bins / Levels);
            double mass = 0;
            var filled = 0;
            for (var i = from; i < to; i++)
            {
                mass += magnitudes[i];
                if (magnitudes[i] > 0) filled++;
            }

            for (var i = from; i < to; i++)
            {
                var p = (magnitudes[i] + (i == bins - 1 ? beyond : 0)) / (inside + beyond);
                if (p <= 0) continue;
                // Clipped values that land in an empty bin can't be told by the 8-bit histogram at all.
                var q = filled > 0 && magnitudes[i] > 0 ? mass / filled / inside : 1e-9;
                sum += p * Math.Log(p / q);
            }
        }

        return sum;
    }
}
