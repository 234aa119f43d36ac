using System.Text.Json;

namespace EdgeAgent.Benchmarks.Counting;

/// <summary>The counts that the repository allows (<c>counts.json</c> beside the program). What takes more has become worse; what takes much less has a figure to be lowered.</summary>
internal static class CountLimits
{
    // Counts of a busy machine are off by little: a wake-up more, a commit that was cut in two.
    private const double Tolerance = 1.1;
    private const double Least = 0.5;

    /// <summary>The figures of the repository, by name.</summary>
    public static IReadOnlyDictionary<string, double> Read() =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "counts.json")), CountJson.Default.DictionaryStringDouble) ?? [];

    /// <summary>What is over its figure, or has none, a sentence each.</summary>
    /// <param name="counts">What was counted.</param>
    /// <param name="limits">What may be.</param>
    public static IReadOnlyList<string> Excesses(IEnumerable<Count> counts, IReadOnlyDictionary<string, double> limits) =>
    [
        .. counts
            .Where(count => !limits.TryGetValue(count.Name, out var limit) || count.Value > (limit * Tolerance) + Least)
            .Select(count => limits.TryGetValue(count.Name, out var limit)
                ? FormattableString.Invariant($"{count.Name} is {count.Value:0.##}, counts.json allows {limit:0.##}: find what takes more, or raise the figure with its reason in the commit")
                : FormattableString.Invariant($"{count.Name} is {count.Value:0.##}, and counts.json has no figure for it")),
    ];
}
