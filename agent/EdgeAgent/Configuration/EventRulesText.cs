using System.Globalization;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Configuration;

/// <summary>Event rules given as text, in configuration or on the command line, laid over a package's own.</summary>
internal static class EventRulesText
{
    /// <summary>The keys with their meaning.</summary>
    public static IReadOnlyList<(string Key, string Description)> Keys { get; } =
    [
        ("High", "Smoothed score 0..1 at which an event opens."),
        ("Low", "Smoothed score 0..1 down to which an event goes on."),
        ("Smoothing", "none, mean:N or median:N with N odd windows."),
        ("KOfN", "k/n: this many of the last n windows must reach High to open."),
        ("MinSeconds", "Shorter events are not reported, seconds."),
        ("MergeGapSeconds", "Events this close are one, seconds."),
        ("MaxSeconds", "Longer events are cut, seconds."),
    ];

    /// <summary>What is wrong with a value, or null.</summary>
    public static string? Problem(string key, string value)
    {
        var (_, problem) = Apply(new EventRules { Low = 0, High = 1 }, key, value);
        return problem;
    }

    /// <summary>Lays values over rules.</summary>
    /// <exception cref="ConfigException">A key or value means nothing, or Low ends up above High.</exception>
    public static EventRules Overlay(EventRules rules, IReadOnlyDictionary<string, string> values)
    {
        var problems = new List<string>();
        foreach (var (key, value) in values)
        {
            (rules, var problem) = Apply(rules, key, value);
            if (problem is not null) problems.Add($"{key}: {problem}");
        }

        if (rules.Low > rules.High) problems.Add(string.Create(CultureInfo.InvariantCulture, $"Low: {rules.Low} is above High {rules.High}; lower it"));
        if (rules.MinSeconds > rules.MaxSeconds) problems.Add(string.Create(CultureInfo.InvariantCulture, $"MinSeconds: {rules.MinSeconds} is above MaxSeconds {rules.MaxSeconds}, so nothing would ever be reported; lower it"));
        return problems.Count == 0 ? rules : throw new ConfigException(problems);
    }

    private static (EventRules Rules, string? Problem) Apply(EventRules rules, string key, string value) => key.ToUpperInvariant() switch
    {
        "HIGH" => Score(value) is { } high ? (rules with { High = high }, null) : (rules, $"'{value}' is not a score from 0 to 1"),
        "LOW" => Score(value) is { } low ? (rules with { Low = low }, null) : (rules, $"'{value}' is not a score from 0 to 1"),
        "MINSECONDS" => Seconds(value) is { } min ? (rules with { MinSeconds = min }, null) : (rules, $"'{value}' is not a number of seconds"),
        "MERGEGAPSECONDS" => Seconds(value) is { } gap ? (rules with { MergeGapSeconds = gap }, null) : (rules, $"'{value}' is not a number of seconds"),
        "MAXSECONDS" => Seconds(value) is > 0 and var max ? (rules with { MaxSeconds = max }, null) : (rules, $"'{value}' is not a number of seconds above 0"),
        "SMOOTHING" => Smoothing(rules, value),
        "KOFN" => KOfN(rules, value),
        _ => (rules, $"is no event rule; known are {string.Join(", ", Keys.Select(k => k.Key))}"),
    };

    private static (EventRules Rules, string? Problem) Smoothing(EventRules rules, string value)
    {
        if (EventRuleWords.TryReadSmoothing(value, out var kind, out var windows))
            return (rules with { Smoothing = kind, SmoothingWindows = windows }, null);
        return (rules, $"'{value}' is not none, mean:N or median:N with N odd from 1 to 99");
    }

    private static (EventRules Rules, string? Problem) KOfN(EventRules rules, string value)
    {
        if (EventRuleWords.TryReadConfirmation(value, out var k, out var n))
            return (rules with { Confirm = k, ConfirmOf = n }, null);
        return (rules, $"'{value}' is not k/n with 1 ≤ k ≤ n ≤ 99");
    }

    private static float? Score(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1 ? value : null;

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1e6 ? value : null;
}
