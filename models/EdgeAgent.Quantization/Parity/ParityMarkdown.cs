using System.Globalization;
using System.Text;

namespace EdgeAgent.Quantization.Parity;

/// <summary>A parity report for people.</summary>
public static class ParityMarkdown
{
    /// <summary>The text, ended by a line feed.</summary>
    public static string Format(ParityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Line($"# {report.Model}: {report.Variant} beside full");
        Line($"");
        Line($"Made with `{report.Method}` for {report.Target} from {report.Calibration}. ONNX Runtime {report.Runtime}, {report.Processor}.");
        Line($"");
        foreach (var line in Rows(report)) text.Append(line).Append('\n');
        if (report.Fusion is { } fusion)
        {
            Line($"");
            Line($"ONNX Runtime fused {fusion.Fused} of {fusion.Planned} operators that were meant for 8 bits; {fusion.Unexplained} are float without a reason, {fusion.Borders} borders between float and 8 bits remain.");
            foreach (var reason in fusion.Leftovers.GroupBy(l => (l.Reason, l.IsExpected)).OrderBy(g => g.Key.IsExpected))
                Line($"- {(reason.Key.IsExpected ? "" : "not fused: ")}{Operators(reason.Select(l => l.Operator))}: {reason.Key.Reason}");
        }

        foreach (var layer in report.Excluded) Line($"- {layer.Node} stays float: alone it costs a relative error of {layer.Error:F4}");
        Line($"");
        if (report.IsAccepted) Line($"Within the budget.");
        else foreach (var refusal in report.Refusals) Line($"**Refused:** {refusal}.");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>The figures as lines of a Markdown table.</summary>
    public static IReadOnlyList<string> Rows(ParityReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var rows = new List<string> { "| | full | variant | |", "|---|---:|---:|---:|" };
        Row($"| file | {report.FullBytes / 1024.0:F0} KiB | {report.VariantBytes / 1024.0:F0} KiB | {report.SizeRatio:F3} × |");
        Row($"| a window, {report.Speed.Threads} thread, median of {report.Speed.Runs} | {report.Speed.FullMilliseconds:F3} ms | {report.Speed.VariantMilliseconds:F3} ms | {report.Speed.Ratio:F2} × faster |");
        Row($"| memory of a session | {report.Speed.FullMemory / 1048576.0:F1} MiB | {report.Speed.VariantMemory / 1048576.0:F1} MiB | {Number(report.Speed.MemoryRatio, "F2")} × |");
        Row($"| {(report.Images is null ? "scores" : "scores of objects")} of {report.Scores.Inputs} inputs | | max \\|Δ\\| {report.Scores.Max:F4}, mean \\|Δ\\| {report.Scores.Mean:F5} | {(report.Scores.Top1 is { } top1 ? string.Create(CultureInfo.InvariantCulture, $"same decision {top1:P2}") : string.Create(CultureInfo.InvariantCulture, $"relative error {report.Scores.Relative:F4}"))} |");
        if (report.Events is { } events)
        {
            Row($"| events in {events.Hours:F2} h | {events.FullEvents} | {events.VariantEvents} | F1 between them {Number(events.F1, "F4")} |");
            if (events.TruthItems > 0) Row($"| F1 against {events.TruthItems} true events | {Number(events.FullTruthF1, "F4")} | {Number(events.VariantTruthF1, "F4")} | loss {Number(events.Loss, "F4")} |");
        }

        if (report.Images is { } images)
        {
            Row($"| objects in {images.Images} images | {images.FullObjects} | {images.VariantObjects} | F1 between them {Number(images.F1, "F4")}, boxes overlap by {Number(images.BoxIou, "F3")}{(images.MaskIou is { } mask ? string.Create(CultureInfo.InvariantCulture, $", masks by {mask:F4}") : "")} |");
            if (images.TruthObjects > 0) Row($"| F1 against {images.TruthObjects} true objects | {Number(images.FullTruthF1, "F4")} | {Number(images.VariantTruthF1, "F4")} | loss {Number(images.Loss, "F4")} |");
        }

        return rows;

        void Row(FormattableString row) => rows.Add(row.ToString(CultureInfo.InvariantCulture));
    }

    private static string Operators(IEnumerable<string> operators) =>
        string.Join(", ", operators.GroupBy(o => o).Select(g => g.Count() == 1 ? g.Key : $"{g.Count()} {g.Key}"));

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "undefined";
}
