using System.Globalization;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>Counts as CSV: a line for each interval and label, and a line for each field; times in UTC, numbers with a point.</summary>
public static class CountCsv
{
    /// <summary>The first line of a file of intervals.</summary>
    public const string Header = "from,to,label,count,count_low95,count_high95,per_m3,per_m3_low95,per_m3_high95,fields,analysed_mm2,coverage,air_m3,excluded_fields,excluded_mm2,excluded";

    /// <summary>The line of an event that counts; null for other events.</summary>
    public static string? Line(DetectionEvent detection)
    {
        ArgumentNullException.ThrowIfNull(detection);
        if (detection is not { Counting: { } counting, Onset: { } from, Offset: { } to }) return null;
        var reasons = string.Join("; ", counting.Excluded.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Reason} {e.Fields}")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Time(from)},{Time(to)},{Quoted(detection.Label)},{detection.Count},{counting.Low95:0.###},{counting.High95:0.###},{counting.PerCubicMeter:0.###},{counting.PerCubicMeterLow95:0.###},{counting.PerCubicMeterHigh95:0.###},{counting.Fields},{counting.AnalysedSquareMillimeters:0.######},{counting.Coverage:0.######},{counting.AirCubicMeters:0.######},{counting.Excluded.Sum(e => e.Fields)},{counting.Excluded.Sum(e => e.SquareMillimeters):0.######},{reasons}");
    }

    /// <summary>The first line of a file of fields.</summary>
    /// <param name="labels">Labels by class index.</param>
    public static string FieldHeader(IReadOnlyList<string> labels) => $"time,file,frames,mm2,excluded,sharpness,likeness,{string.Join(',', labels.Select(Quoted))}";

    /// <summary>The line of a field.</summary>
    /// <param name="field">The field.</param>
    /// <param name="sampler">Knows its area.</param>
    public static string FieldLine(FieldCount field, SamplerSettings sampler)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(sampler);
        var (area, why) = (sampler.Area(field.Width * (double)field.Height * field.Frames), field.Exclusion == FieldExclusion.None ? "" : Word(field.Exclusion));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{UtcTimeConverter.ToText(field.Time)},{Quoted(field.Name ?? "")},{field.Frames},{area:0.######},{why},{field.Sharpness:0.###},{field.Likeness:0.###},{string.Join(',', field.Labels.Select(l => l.Count))}");
    }

    /// <summary>The word for a reason.</summary>
    public static string Word(FieldExclusion exclusion) => exclusion.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Quoted(string text)
    {
        // A cell that begins like a formula is run by spreadsheets (CWE-1236); the apostrophe makes it text there.
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)) text = "'" + text;
        return text.IndexOfAny([',', '"', '\n', '\r']) >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
