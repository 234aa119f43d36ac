using System.Globalization;
using System.Text;

namespace EdgeAgent.Tests.Functional.Faults;

/// <summary>The table of all faults, for people.</summary>
internal static class LiveFaultTable
{
    /// <summary>A line for each kind.</summary>
    public static string Text(IReadOnlyCollection<LiveFaultResult> results)
    {
        var text = new StringBuilder("kind            faults   told s (median, longest)   heard again s (median, longest)\n");
        foreach (var kind in results.GroupBy(r => r.Kind).OrderBy(k => k.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"{kind.Key,-15} {kind.Count(),6}   {Median(kind.Select(r => r.ToldSeconds)),6:F2} {kind.Max(r => r.ToldSeconds),6:F2}");
            text.Append(CultureInfo.InvariantCulture, $"              {Median(kind.Select(r => r.BackSeconds)),6:F2} {kind.Max(r => r.BackSeconds),6:F2}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"all             {results.Count,6}\n").ToString();
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
