using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>A time that one convention reads out of a file name.</summary>
/// <param name="Convention">Whose reading it is.</param>
/// <param name="Time">The time, with its zone where the name has one.</param>
/// <param name="Prefix">The name's part before the time, without separators at its end; may be empty.</param>
/// <param name="UnknownZone">A zone in the name that has no known offset, or null.</param>
internal sealed record FileNameTime(FileNameConvention Convention, WrittenTime Time, string Prefix, string? UnknownZone)
{
    // AudioMoth was first made in 2017; eight digits that are a date (0x20230710) lie long before that, and 32-bit seconds end in 2038.
    private static readonly long FirstHexSecond = new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    /// <summary>All readings of a name (without its folder), in the order of the conventions.</summary>
    public static List<FileNameTime> ReadAll(string fileName)
    {
        var readings = new List<FileNameTime>();
        foreach (var convention in FileNameConventions.All)
        {
            foreach (Match match in convention.Pattern.Matches(fileName))
            {
                if (Read(convention, match, fileName) is { } reading) readings.Add(reading);
            }
        }

        return readings;
    }

    /// <summary>The zone of this reading, given what the operator said; null: nobody knows.</summary>
    public TimeSpan? Zone(RecordingTimeRules rules)
    {
        if (Time.Zone is { } written) return written;
        if (rules.Zone is { } given) return given;
        return UnknownZone is null && Convention.Zone == ZoneRule.Utc ? TimeSpan.Zero : null;
    }

    private static FileNameTime? Read(FileNameConvention convention, Match match, string fileName)
    {
        if (match.Groups["hex"].Success)
        {
            var seconds = long.Parse(match.Groups["hex"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (seconds < FirstHexSecond || seconds > int.MaxValue) return null;
            return new FileNameTime(convention, new WrittenTime(DateTime.UnixEpoch.AddSeconds(seconds), TimeSpan.Zero, TimeSpan.FromSeconds(1)), "", null);
        }

        TimeSpan? zone = null;
        string? unknown = null;
        if (match.Groups["zone"].Success)
        {
            zone = WrittenTime.ParseZone(match.Groups["zone"].Value);
            if (zone is null) return null;
        }
        else if (match.Groups["abbreviation"].Success)
        {
            zone = ZoneAbbreviations.Offset(match.Groups["abbreviation"].Value);
            if (zone is null) unknown = match.Groups["abbreviation"].Value;
        }

        if (WrittenTime.FromDigits(match.Groups["date"].ValueSpan, match.Groups["time"].ValueSpan, match.Groups["fraction"].ValueSpan, zone) is not { } time) return null;
        return new FileNameTime(convention, time, fileName[..match.Groups["date"].Index].TrimEnd('_', '.', '-', '$', ' '), unknown);
    }
}
