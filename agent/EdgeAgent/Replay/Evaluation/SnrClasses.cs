using System.Globalization;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>Sorts truth items into classes of signal to noise ratio: each value by itself when there are few, else steps of 6 dB around 0.</summary>
internal static class SnrClasses
{
    private const int MostValues = 8;
    private const double StepDb = 6;

    /// <summary>Recall of each class, highest ratio first, unknown last; empty when no item says its ratio.</summary>
    /// <param name="items">Each item's ratio in dB, and whether it was found.</param>
    /// <param name="confidence">Two-sided confidence of the intervals.</param>
    public static IReadOnlyList<SnrReport> Recall(IReadOnlyList<(double? SnrDb, bool Found)> items, double confidence)
    {
        var known = items.Where(item => item.SnrDb is not null).ToArray();
        if (known.Length == 0) return [];
        var byValue = known.Select(item => item.SnrDb).Distinct().Count() <= MostValues;
        var reports = known.GroupBy(item => byValue ? item.SnrDb!.Value : Math.Floor(item.SnrDb!.Value / StepDb + 0.5) * StepDb)
            .OrderByDescending(group => group.Key)
            .Select(group =>
            {
                var (low, high) = byValue ? (group.Key, group.Key) : (group.Key - StepDb / 2, group.Key + StepDb / 2);
                var name = byValue ? $"{Signed(low)} dB" : $"{Signed(low)} to {Signed(high)} dB";
                return new SnrReport(name, low, high, Count(group, confidence));
            }).ToList();
        if (known.Length < items.Count) reports.Add(new SnrReport("unknown", null, null, Count(items.Where(item => item.SnrDb is null), confidence)));
        return reports;
    }

    private static Proportion Count(IEnumerable<(double? SnrDb, bool Found)> items, double confidence)
    {
        var found = items.Select(item => item.Found).ToArray();
        return Proportion.From(found.Count(yes => yes), found.Length, confidence);
    }

    private static string Signed(double value) => value.ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture);
}
