using System.Globalization;
using System.Text;
using EdgeAgent.Core.Evidence;

namespace EdgeAgent.Pipelines.Evidence.Store;

/// <summary>The names of evidence: <c>PIPELINE/2026-03-15/20260315T093012.480Z_humpback_b3f1c2d4.flac</c>, in UTC; recordings in <c>PIPELINE/recordings/…</c>.</summary>
/// <remarks>Everything that keeping and giving up goes by can be read back from the path, so that there is no index that could be lost.</remarks>
internal static class EvidenceName
{
    private const string Recordings = "recordings";
    private const string Undated = "undated";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss.fff'Z'";
    private const int LongestPart = 40;

    /// <summary>Folder and name without extension, below the store's folder.</summary>
    public static string Stem(EvidenceItem item)
    {
        var utc = item.Time?.UtcDateTime;
        var day = utc?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Undated;
        // Relative time sorts as text like UTC does.
        var time = utc?.ToString(TimeFormat, CultureInfo.InvariantCulture) ?? item.Seconds.ToString("'s'0000000.000", CultureInfo.InvariantCulture);
        var folder = item.Kind == EvidenceItem.Recording ? $"{Part(item.Pipeline)}/{Recordings}/{day}" : $"{Part(item.Pipeline)}/{day}";
        return $"{folder}/{time}_{Part(item.Label)}_{Part(item.Id)[..Math.Min(8, Part(item.Id).Length)]}";
    }

    /// <summary>Reads a path back; null when it is not one of these.</summary>
    /// <param name="path">Path below the store's folder, with <c>/</c>.</param>
    public static EvidenceGroup? Read(string path)
    {
        var parts = path.Split('/');
        if (parts.Length is not (3 or 4) || (parts.Length == 4 && parts[1] != Recordings)) return null;
        var name = parts[^1];
        var dot = name.LastIndexOf('.');
        var first = name.IndexOf('_', StringComparison.Ordinal);
        var last = name.LastIndexOf('_');
        if (first < 1 || last <= first || dot <= last) return null;
        DateTimeOffset? time = DateTimeOffset.TryParseExact(name[..first], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var utc) ? utc : null;
        if (time is null && parts[^2] != Undated) return null;
        return new EvidenceGroup(path[..(path.Length - name.Length + dot)], parts[0], name[(first + 1)..last], time, parts.Length == 4);
    }

    // Letters and digits of every script stay; whatever could be a separator, a hidden name or a way out of the folder does not.
    private static string Part(string text)
    {
        var part = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (part.Length >= LongestPart) break;
            if (Rune.IsLetterOrDigit(rune)) part.Append(rune.ToString());
            else part.Append('-');
        }

        return part.Length == 0 ? "-" : part.ToString();
    }
}
