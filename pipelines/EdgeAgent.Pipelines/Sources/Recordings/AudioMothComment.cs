using System.Text.RegularExpressions;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>AudioMoth's comment: "Recorded at 19:22:55 14/12/2020 (UTC-5) by AudioMoth 24F319055FDF2902 …".</summary>
internal static partial class AudioMothComment
{
    /// <summary>The time and the device's serial number; null when the comment is none of AudioMoth's.</summary>
    public static (WrittenTime Time, string? Serial)? Parse(string comment)
    {
        var match = Pattern().Match(comment);
        if (!match.Success) return null;
        // Firmware before 1.2 knew UTC only and did not write a zone.
        TimeSpan? zone = TimeSpan.Zero;
        if (match.Groups["zone"].Length > 0 && (zone = WrittenTime.ParseZone(match.Groups["zone"].Value)) is null) return null;
        var date = string.Concat(match.Groups["year"].ValueSpan, match.Groups["month"].ValueSpan, match.Groups["day"].ValueSpan);
        var time = WrittenTime.FromDigits(date, match.Groups["time"].ValueSpan, match.Groups["fraction"].ValueSpan, zone);
        return time is { } written ? (written, match.Groups["serial"].Success ? match.Groups["serial"].Value : null) : null;
    }

    [GeneratedRegex(@"Recorded at (?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,6}))? (?<day>\d\d)/(?<month>\d\d)/(?<year>\d{4})(?: \(UTC(?<zone>[+-]\d{1,2}(?::\d\d)?)?\))?(?:.*?AudioMoth (?<serial>[0-9A-F]{8,16})\b)?", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
