using System.Globalization;
using EdgeAgent.Core.Models;

using EdgeAgent.Core.Text;

namespace EdgeAgent.Models.Manifests;

/// <summary>Reads <c>events</c> and its <c>perLabel</c> rules, which are partial and laid over the package's.</summary>
internal static class EventRulesReader
{
    private const double LongestSeconds = 86400;

    /// <summary>Reads the rules of one object over a base; what it does not say stays as it is in the base.</summary>
    public static EventRules Read(ManifestNode node, EventRules under)
    {
        var rules = under with
        {
            Report = node.Flag("report") ?? under.Report,
            High = (float?)node.Number("high", 0, 1) ?? under.High,
            Low = (float?)node.Number("low", 0, 1) ?? under.Low,
            MinSeconds = node.Number("minSeconds", 0, LongestSeconds) ?? under.MinSeconds,
            MergeGapSeconds = node.Number("mergeGapSeconds", 0, LongestSeconds) ?? under.MergeGapSeconds,
            MaxSeconds = node.Number("maxSeconds", 0, LongestSeconds) ?? under.MaxSeconds,
        };
        if (ReadSmoothing(node) is { } smoothing)
            rules = rules with { Smoothing = smoothing.Kind, SmoothingWindows = smoothing.Windows };
        if (ReadConfirmation(node) is { } confirmation)
            rules = rules with { Confirm = confirmation.K, ConfirmOf = confirmation.N };
        RefuseContradictions(node, rules);
        return rules;
    }

    /// <summary>Reads the package's rules and those of single labels; the keys are compared with the labels where those are known.</summary>
    public static (EventRules Package, IReadOnlyDictionary<string, EventRules> PerLabel) ReadAll(ManifestNode? node)
    {
        var perLabel = new Dictionary<string, EventRules>(StringComparer.Ordinal);
        if (node is null) return (new EventRules(), perLabel);
        var package = Read(node, new EventRules());
        var labels = node.Object("perLabel");
        node.RefuseUnknownKeys();
        foreach (var label in labels?.Names ?? [])
        {
            if (labels!.Object(label, required: true) is not { } own) continue;
            perLabel[label] = Read(own, package);
            own.RefuseUnknownKeys();
        }

        return (package, perLabel);
    }

    /// <summary>Reports rules for labels that the package does not have.</summary>
    public static void RefuseForeignLabels(IEnumerable<string> ruled, IReadOnlyList<string> labels, ManifestProblems problems)
    {
        if (labels.Count == 0) return;
        var known = labels.ToHashSet(StringComparer.Ordinal);
        foreach (var label in ruled.Where(label => !known.Contains(label)))
            problems.Add(JsonNames.Child("events.perLabel", label), $"is not a label of this package{DidYouMean.Clause(label, labels)} (labels: {Some(labels)})");
    }

    /// <summary>The first few of many names.</summary>
    public static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(8)) + (names.Count > 8 ? $" and {names.Count - 8} more" : "");

    private static (SmoothingKind Kind, int Windows)? ReadSmoothing(ManifestNode node)
    {
        const string What = "\"none\", \"mean:N\" or \"median:N\" with an odd N from 1 to 99";
        if (node.Text("smoothing", What) is not { } text) return null;
        if (EventRuleWords.TryReadSmoothing(text, out var kind, out var windows)) return (kind, windows);
        node.Problem("smoothing", $"is {JsonNames.Quote(text)}; it must be {What}");
        return null;
    }

    private static (int K, int N)? ReadConfirmation(ManifestNode node)
    {
        const string What = "\"k/n\", such as \"2/3\": k of the last n windows, 1 ≤ k ≤ n ≤ 99";
        if (node.Text("kOfN", What) is not { } text) return null;
        if (EventRuleWords.TryReadConfirmation(text, out var k, out var n)) return (k, n);
        node.Problem("kOfN", $"is {JsonNames.Quote(text)}; it must be {What}");
        return null;
    }

    // What is inherited as it is was reported where it is written.
    private static void RefuseContradictions(ManifestNode node, EventRules rules)
    {
        bool Says(string key) => node.Names.Contains(key);
        if (rules.Low > rules.High && (Says("low") || Says("high")))
            node.Problem("low", string.Create(CultureInfo.InvariantCulture, $"is {rules.Low}, above high {rules.High}; low must be at most high (what is not given here is inherited or a default)"));
        if (!Says("maxSeconds") && !Says("minSeconds")) return;
        if (rules.MaxSeconds <= 0)
            node.Problem("maxSeconds", "is 0; it must be above 0");
        else if (rules.MinSeconds > rules.MaxSeconds)
            node.Problem("minSeconds", string.Create(CultureInfo.InvariantCulture, $"is {rules.MinSeconds}, above maxSeconds {rules.MaxSeconds}; minSeconds must be at most maxSeconds"));
    }
}
