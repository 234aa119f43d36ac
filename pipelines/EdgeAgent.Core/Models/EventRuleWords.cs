using System.Globalization;

namespace EdgeAgent.Core.Models;

/// <summary>Reads the event rules that are written as words, in manifests, configuration and on the command line alike.</summary>
public static class EventRuleWords
{
    /// <summary>Most windows that smoothing and k-of-n may span.</summary>
    public const int MostWindows = 99;

    /// <summary>Reads <c>none</c>, <c>mean:N</c> or <c>median:N</c> with an odd N from 1 to 99.</summary>
    public static bool TryReadSmoothing(string text, out SmoothingKind kind, out int windows)
    {
        ArgumentNullException.ThrowIfNull(text);
        windows = 1;
        var parts = text.Split(':');
        kind = parts[0] switch { "mean" => SmoothingKind.Mean, "median" => SmoothingKind.Median, _ => SmoothingKind.None };
        if (kind == SmoothingKind.None) return text == "none";
        return parts.Length == 2 && TryCount(parts[1], out windows) && windows % 2 == 1;
    }

    /// <summary>Reads <c>k/n</c> with 1 ≤ k ≤ n ≤ 99.</summary>
    public static bool TryReadConfirmation(string text, out int k, out int n)
    {
        ArgumentNullException.ThrowIfNull(text);
        k = n = 1;
        var parts = text.Split('/');
        return parts.Length == 2 && TryCount(parts[0], out k) && TryCount(parts[1], out n) && k <= n;
    }

    private static bool TryCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MostWindows;
}
