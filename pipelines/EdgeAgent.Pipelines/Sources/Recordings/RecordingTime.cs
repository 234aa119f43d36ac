namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>The decision about a recording's time: a start with its source, no start, or a refusal.</summary>
/// <param name="Start">The first sample frame's time in UTC, or null.</param>
/// <param name="Source">As in <see cref="RecordingInfo.TimeSource"/>.</param>
/// <param name="Resolution">The step in which the start was written.</param>
/// <param name="Refusal">Why no start may be taken, as the sentence's part after the path; null: not refused.</param>
internal readonly record struct RecordingTime(DateTimeOffset? Start, string Source, TimeSpan Resolution, string? Refusal)
{
    private const string SayTheZone = "say which with --zone +10:00 or --zone utc";

    // A header and a name that show the same clock, one of them cut to whole seconds.
    private static readonly TimeSpan SameReading = TimeSpan.FromSeconds(2);

    /// <summary>Decides: the operator's word, then the header, then the name.</summary>
    public static RecordingTime Decide(RecordingTimeRules rules, HeaderTime? header, IReadOnlyList<FileNameTime> names)
    {
        if (rules.Start is { } start) return new RecordingTime(start.ToUniversalTime(), "explicit", TimeSpan.FromTicks(1), null);
        if (header is { } found) return FromHeader(rules, found, rules.IgnoreNames ? [] : names);
        return rules.IgnoreNames || names.Count == 0 ? new RecordingTime(null, "none", TimeSpan.Zero, null) : FromNames(rules, names);
    }

    private static RecordingTime FromHeader(RecordingTimeRules rules, HeaderTime header, IReadOnlyList<FileNameTime> names)
    {
        var utc = header.Time.ToUtc(rules.Zone);
        if (utc is null && names.Count > 0 && FromNames(rules, names) is { Start: not null })
        {
            // The name shows the same clock and has a zone: the two complete each other.
            var reading = names[0];
            if ((reading.Time.Local - header.Time.Local).Duration() <= SameReading) utc = header.Time.ToUtc(reading.Zone(rules));
        }

        return utc is null
            ? new RecordingTime(null, "none", TimeSpan.Zero, $"carries the time {header.Time.Local:yyyy-MM-dd HH:mm:ss} in its {header.Source} header without a zone; {SayTheZone}")
            : new RecordingTime(utc, header.Source, header.Time.Resolution, null);
    }

    private static RecordingTime FromNames(RecordingTimeRules rules, IReadOnlyList<FileNameTime> names)
    {
        var first = names[0];
        foreach (var other in names)
        {
            if (other.Time.Local == first.Time.Local && other.Zone(rules) == first.Zone(rules)) continue;
            if (other.Time.ToUtc(other.Zone(rules)) is { } its && its == first.Time.ToUtc(first.Zone(rules))) continue;
            return new RecordingTime(null, "none", TimeSpan.Zero, $"has a name with two times ({Describe(first, rules)}, {Describe(other, rules)}); say the right one with --start, or leave names aside with --ignore-names");
        }

        if (first.Time.ToUtc(first.Zone(rules)) is { } utc) return new RecordingTime(utc, "file-name:" + first.Convention.Name, first.Time.Resolution, null);
        var why = first.UnknownZone is { } zone
            ? $"has a time in its name whose zone {zone} has no single offset"
            : $"is named as {first.Convention.Name} recorders do, by a clock whose zone only its owner knows";
        return new RecordingTime(null, "none", TimeSpan.Zero, $"{why}; {SayTheZone}");
    }

    private static string Describe(FileNameTime reading, RecordingTimeRules rules)
    {
        var zone = reading.Zone(rules);
        var suffix = zone is null ? " in an unknown zone" : zone == TimeSpan.Zero ? " UTC" : $" at {(zone < TimeSpan.Zero ? "-" : "+")}{zone:hh\\:mm}";
        return $"{reading.Time.Local:yyyy-MM-dd HH:mm:ss}{suffix} as {reading.Convention.Name}";
    }
}
