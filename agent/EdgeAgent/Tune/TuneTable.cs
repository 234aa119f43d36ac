using EdgeAgent.Hosting;
using EdgeAgent.Replay.Evaluation;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Tune;

/// <summary>The thresholds of a package for a terminal.</summary>
internal static class TuneTable
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(TuneReport report, int width)
    {
        foreach (var label in report.Labels)
        {
            var isSound = label.Points.Any(p => p.FalsePerHour is not null);
            yield return label.Chosen is { } chosen
                ? Text($"{TerminalText.Clean(label.Label)}: {chosen:F2} finds at least {report.TargetRecall:P0} (the package has {label.High:F2})")
                : Text($"{TerminalText.Clean(label.Label)}: no threshold finds {report.TargetRecall:P0}; at best {label.Points.Max(p => p.Recall.Value):P1}");
            var table = new TextTable("HIGH", "RECALL", "PRECISION", isSound ? "FALSE AN HOUR" : "SPECIFICITY", "");
            foreach (var point in Shown(label))
                table.Add(Text($"{point.Threshold:F2}"), Share(point.Recall), Share(point.Precision), point.FalsePerHour is { } hourly ? Rate(hourly) : Share(point.Specificity), Same(point.Threshold, label.Chosen) ? "<- chosen" : Same(point.Threshold, label.High) ? "<- now" : "");
            foreach (var line in table.Lines(width)) yield return "  " + line;
            yield return "";
        }
    }

    // Every tenth, and the two that matter.
    private static IEnumerable<TunePoint> Shown(LabelTuning label) =>
        label.Points.Where(p => Math.Abs((p.Threshold * 10) - MathF.Round(p.Threshold * 10)) < 0.001 || Same(p.Threshold, label.Chosen) || Same(p.Threshold, label.High));

    private static bool Same(float threshold, float? other) => other is { } known && Math.Abs(threshold - known) < 0.005f;

    private static string Share(Proportion? share) => share?.Value is { } value ? Text($"{value:F3} ({share.Low:F2}-{share.High:F2})") : "-";

    private static string Rate(HourlyRate rate) => rate.PerHour is { } value ? Text($"{value:F2} ({rate.Low:F2}-{rate.High:F2})") : "-";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
