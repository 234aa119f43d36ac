using System.Text.RegularExpressions;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Takes credentials out of addresses before anybody sees them.</summary>
public static partial class Secrets
{
    private const string Hidden = "***";

    /// <summary>The text with <c>user:password@</c> and the values of token-like query parameters replaced.</summary>
    public static string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = UserInfo().Replace(text, $"://{Hidden}@");
        return Parameter().Replace(text, $"$1{Hidden}");
    }

    /// <summary>Makes a filter that also hides these texts wherever they stand: programs quote parts of addresses.</summary>
    /// <param name="address">An address that may hold credentials.</param>
    public static Func<string, string> FilterFor(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        if (UserInfo().Match(address) is { Success: true } found)
        {
            var both = found.Value["://".Length..^1];
            var colon = both.IndexOf(':', StringComparison.Ordinal);
            var password = colon < 0 ? both : both[(colon + 1)..];
            secrets.UnionWith([both, password, Uri.UnescapeDataString(password)]);
        }

        foreach (Match parameter in Parameter().Matches(address)) secrets.Add(parameter.Value[parameter.Groups[1].Length..]);
        secrets.Remove("");
        var longestFirst = secrets.OrderByDescending(s => s.Length).ToArray();
        return text =>
        {
            foreach (var secret in longestFirst) text = text.Replace(secret, Hidden, StringComparison.Ordinal);
            return Redact(text);
        };
    }

    /// <summary>Whether an address holds credentials.</summary>
    internal static bool AreIn(string address) => UserInfo().IsMatch(address) || Parameter().IsMatch(address);

    // Up to the last @: passwords are seldom escaped as they should be, and too much hidden is better than too little.
    [GeneratedRegex(@"://(?:[^/\s]*:\S*@|[^/\s]*@)")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"((?:^|[?&;\s])(?:access_?token|token|api_?key|key|password|passwd|pass|passphrase|pwd|secret|auth|sig|signature)=)[^&;\s]+", RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();
}
