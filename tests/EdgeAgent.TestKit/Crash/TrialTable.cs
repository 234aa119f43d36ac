using System.Globalization;
using System.Text;

namespace EdgeAgent.TestKit.Crash;

/// <summary>The table of all trials, for people.</summary>
public static class TrialTable
{
    /// <summary>A line for each kind, in the order of the first trials, and one for all.</summary>
    public static string Text(IReadOnlyCollection<TrialResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var text = new StringBuilder("kind                  trials  messages  promised   resent  declared  lost  reordered  verdict\n");
        foreach (var kind in results.GroupBy(result => result.Kind)) Line(kind.Key, [.. kind]);
        Line("all", results);
        return text.ToString();

        void Line(string name, IReadOnlyCollection<TrialResult> some)
        {
            var skipped = some.FirstOrDefault(result => result.Skipped is not null)?.Skipped;
            var made = some.Count(result => result.Skipped is null);
            var verdict = some.Any(result => result.Faults.Count > 0) ? $"FAILED: seeds {string.Join(", ", some.Where(r => r.Faults.Count > 0).Select(r => $"{r.Kind}:{r.Seed}"))}" : made == 0 ? $"skipped: {skipped}" : "kept";
            text.Append(CultureInfo.InvariantCulture,
                $"{name,-21} {made,6} {some.Sum(r => r.Messages),9} {some.Sum(r => r.Promised),9} {some.Sum(r => r.Resent),8} {some.Sum(r => r.Declared),9} {some.Sum(r => r.Lost),5} {some.Sum(r => r.Reordered),10}  {verdict}\n");
        }
    }
}
