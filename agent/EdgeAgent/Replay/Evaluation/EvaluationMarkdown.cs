using System.Text;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>The report as Markdown, for a model card or an issue.</summary>
internal static class EvaluationMarkdown
{
    /// <summary>The text, ended by a line feed.</summary>
    public static string Format(EvaluationReport report)
    {
        var text = new StringBuilder();
        foreach (var fact in EvaluationRows.Facts(report)) text.Append("- ").Append(fact).Append('\n');
        foreach (var label in report.Together is { } together ? report.Labels.Append(together) : report.Labels)
        {
            text.Append("\n### ").Append(Cell(label.Label)).Append("\n\n| | value | interval | counts |\n|---|---:|---:|---:|\n");
            foreach (var row in EvaluationRows.Of(label))
                text.Append("| ").Append(row.Part ? "… " : "").Append(Cell(row.Name)).Append(" | ").Append(row.Value).Append(" | ")
                    .Append(row.Interval).Append(" | ").Append(row.Counts).Append(" |\n");
        }
        text.Append('\n');
        foreach (var sentence in EvaluationRows.Definitions(report)) text.Append("- ").Append(sentence).Append('\n');
        return text.ToString();
    }

    // Labels and kinds are text from elsewhere: nothing in them is markup.
    private static string Cell(string text)
    {
        var cell = new StringBuilder();
        foreach (var letter in TerminalText.Clean(text))
        {
            if ("\\`*_{}[]<>#|".Contains(letter, StringComparison.Ordinal)) cell.Append('\\');
            cell.Append(letter);
        }
        return cell.ToString();
    }
}
