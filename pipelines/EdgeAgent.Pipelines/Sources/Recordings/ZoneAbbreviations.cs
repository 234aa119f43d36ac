namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>The zone abbreviations that file names of hydrophone networks use and that mean one offset only. Others (CST is five zones) are refused.</summary>
internal static class ZoneAbbreviations
{
    /// <summary>Offset from UTC; null when the abbreviation is unknown or means several.</summary>
    public static TimeSpan? Offset(string abbreviation) => abbreviation switch
    {
        "UTC" or "GMT" => TimeSpan.Zero,
        "PDT" => TimeSpan.FromHours(-7),
        "PST" or "AKDT" => TimeSpan.FromHours(-8),
        "AKST" => TimeSpan.FromHours(-9),
        "HST" => TimeSpan.FromHours(-10),
        _ => null,
    };
}
