using System.Globalization;

namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>Counts as CSV: a line for each interval and label, times in UTC, numbers with a point.</summary>
public static class CountCsv
{
    /// <summary>The first line.</summary>
    public const string Header = "from,to,label,count,count_low95,count_high95,per_m3,per_m3_low95,per_m3_high95,fields,analysed_mm2,coverage,air_m3,excluded_fields,excluded_mm2";

    /// <summary>The lines of an interval.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="labels">Labels by class index.</param>
    public static IEnumerable<string> Lines(IntervalCount interval, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(interval);
        ArgumentNullException.ThrowIfNull(labels);
        var (excluded, area) = (interval.Excluded.Values.Sum(e => e.Fields), interval.Excluded.Values.Sum(e => e.SquareMillimeters));
        return interval.Labels.Select(label => string.Create(
            CultureInfo.InvariantCulture,
            $"{Time(interval.From)},{Time(interval.To)},{Quoted(labels[label.ClassIndex])},{label.Count},{label.Low:0.###},{label.High:0.###},{label.PerCubicMeter:0.###},{label.LowPerCubicMeter:0.###},{label.HighPerCubicMeter:0.###},{interval.Fields},{interval.AnalysedSquareMillimeters:0.######},{interval.Coverage:0.######},{interval.AirCubicMeters:0.######},{excluded},{area:0.######}"));
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        text.IndexOfAny([',', '"', '\n', '\r']) >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
