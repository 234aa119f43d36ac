using System.Globalization;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>The words and numbers of a report, shared by its terminal and Markdown forms. What is undefined reads <c>n/a</c>.</summary>
internal static class EvaluationRows
{
    private const string Undefined = "n/a";

    /// <summary>What was scored, one fact a line.</summary>
    public static IReadOnlyList<string> Facts(EvaluationReport report) =>
    [
        Text($"{Plural(report.Recordings, "recording")}, {report.AnalysedHours:F3} h analysed, {Plural(report.TruthItems, "truth item")}, {Plural(report.Events, "event")}"),
        .. report.TruthNotAnalysed > 0 ? new[] { Text($"{Plural(report.TruthNotAnalysed, "truth item")} outside what was analysed, not scored") } : [],
        Text($"collar {report.CollarSeconds:0.0##} s, {report.Confidence * 100:0.##} % exact intervals (Clopper-Pearson, Garwood)"),
    ];

    /// <summary>How the numbers are defined, one sentence a line of at most 80 columns.</summary>
    public static IReadOnlyList<string> Definitions(EvaluationReport report) =>
    [
        "recall: truth items that an event of the label overlaps, within the collar",
        "precision: events that overlap a truth item of the label, within the collar",
        Text($"one to one: begin within the collar, end within it or {report.OffsetShare * 100:0.##} % of the length"),
        "false events: overlap no truth item; hours: analysed, outside truth and collar",
    ];

    /// <summary>The lines of a label.</summary>
    public static IReadOnlyList<EvaluationRow> Of(LabelReport label) =>
    [
        Share("recall", label.Recall),
        .. label.BySnr.Select(snr => Share(snr.LowDb is null ? "at unknown SNR" : $"at {snr.Name}", snr.Recall, part: true)),
        Share("precision", label.Precision),
        Plain("F1", label.F1),
        Share("one to one: recall", label.OneToOne.Recall),
        Share("one to one: precision", label.OneToOne.Precision),
        Plain("one to one: F1", label.OneToOne.F1),
        Rate("false events per hour", label.FalseEvents),
        .. label.Confusers.Select(kind => Rate(kind.Kind == ConfuserReport.Elsewhere ? kind.Kind : $"during {kind.Kind}", kind.FalseEvents, part: true)),
    ];

    private static EvaluationRow Plain(string name, double? value) => new(name, false, Number(value, "F3"), "", "");

    private static EvaluationRow Share(string name, Proportion share, bool part = false) =>
        new(name, part, Number(share.Value, "F3"), Interval(share.Low, share.High, "F3"), Text($"{share.Count} of {share.Of}"));

    private static EvaluationRow Rate(string name, HourlyRate rate, bool part = false) =>
        new(name, part, Number(rate.PerHour, Decimals(rate.High)), Interval(rate.Low, rate.High, Decimals(rate.High)),
            Text($"{rate.Count} in {rate.Hours.ToString(rate.Hours < 100 ? "F3" : "F1", CultureInfo.InvariantCulture)} h"));

    // Thousands an hour need no decimals, and then fit their column.
    private static string Decimals(double? rate) => rate >= 1000 ? "F0" : "F2";

    private static string Interval(double? low, double? high, string format) => low is null ? "" : $"{Number(low, format)} to {Number(high, format)}";

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? Undefined;

    private static string Plural(int count, string noun) => Text($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
