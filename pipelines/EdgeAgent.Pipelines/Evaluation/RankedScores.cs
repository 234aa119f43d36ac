namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>What average precision and thresholds are computed from: the scores of one class, each right or wrong.</summary>
internal static class RankedScores
{
    /// <summary>Mean, over recalls 0, 0.01 … 1, of the best precision at that recall or a higher one.</summary>
    /// <param name="ranked">The scores, best first; equal ones in the order in which they came.</param>
    /// <param name="truths">Objects that are there, ≥ 1.</param>
    public static double AveragePrecision(IReadOnlyList<(float Score, bool Found)> ranked, int truths)
    {
        var (precision, recall, found) = (new double[ranked.Count], new double[ranked.Count], 0);
        for (var i = 0; i < ranked.Count; i++)
        {
            if (ranked[i].Found) found++;
            (precision[i], recall[i]) = ((double)found / (i + 1), (double)found / truths);
        }

        for (var i = ranked.Count - 2; i >= 0; i--) precision[i] = Math.Max(precision[i], precision[i + 1]);
        var (sum, at) = (0.0, 0);
        for (var point = 0; point <= 100; point++)
        {
            // Recalls are fractions; a hundredth of them must not be missed by rounding.
            while (at < ranked.Count && recall[at] < (point / 100.0) - 1e-12) at++;
            if (at < ranked.Count) sum += precision[at];
        }

        return sum / 101;
    }
}
