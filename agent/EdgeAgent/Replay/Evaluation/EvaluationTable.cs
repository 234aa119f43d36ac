using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>The report for a terminal, at most 80 columns wide.</summary>
internal static class EvaluationTable
{
    private const int NameWidth = 28;
    private const int ValueWidth = 9;
    private const int IntervalWidth = 20;
    private const int CountsWidth = 19;

    /// <summary>The lines, each ended by a line feed.</summary>
    public static string Format(EvaluationReport report)
    {
        var lines = new List<string> { "Evaluation" };
        lines.AddRange(EvaluationRows.Facts(report).Select(fact => "  " + fact));
        foreach (var label in report.Together is { } together ? report.Labels.Append(together) : report.Labels)
        {
            lines.Add("");
            lines.Add(Line(TerminalText.Clean(label.Label), "value", "interval", "counts"));
            lines.AddRange(EvaluationRows.Of(label).Select(row => Line((row.Part ? "    " : "  ") + TerminalText.Clean(row.Name), row.Value, row.Interval, row.Counts)));
        }
        lines.Add("");
        lines.AddRange(EvaluationRows.Definitions(report));
        return string.Concat(lines.Select(line => line.TrimEnd(' ') + "\n"));
    }

    private static string Line(string name, string value, string interval, string counts) =>
        $"{TerminalText.Pad(TerminalText.Fit(name, NameWidth), NameWidth)}{value,ValueWidth}  {interval,IntervalWidth}  {counts,CountsWidth}";
}
