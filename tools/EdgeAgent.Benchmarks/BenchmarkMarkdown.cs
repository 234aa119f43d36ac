using System.Globalization;
using System.Text;

namespace EdgeAgent.Benchmarks;

/// <summary>The report as Markdown.</summary>
internal static class BenchmarkMarkdown
{
    /// <summary>Writes the tables.</summary>
    public static string Write(BenchmarkReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(Invariant($"{report.Machine}; {report.Versions}; {report.Model}; load {report.LoadBefore:F1} before, {report.LoadAfter:F1} after, {report.Utc:yyyy-MM-dd HH:mm} UTC."));
        text.AppendLine();
        text.AppendLine("| agent against bare loop, batch 1 | windows | bare µs/window | agent µs/window | CPU ratio (lowest … highest) | extra µs/window | throughput ratio | floor | |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---|---|");
        foreach (var c in report.Comparisons)
        {
            text.AppendLine(Invariant($"| {c.Name} | {c.Windows} × {c.Pairs} | {c.BareMicroseconds:F2} | {c.AgentMicroseconds:F2} | **{c.CpuRatio:F3}** ({c.LowestCpuRatio:F3} … {c.HighestCpuRatio:F3}) | {c.ExtraMicroseconds:F2} | {c.ThroughputRatio:F3} | {c.Floor} | {Mark(c.Met)} |"));
        }

        text.AppendLine();
        text.AppendLine("| managed memory in steady state | windows | bytes/window | highest | floor | |");
        text.AppendLine("|---|---:|---:|---:|---|---|");
        foreach (var a in report.Allocations)
            text.AppendLine(Invariant($"| {a.Name} | {a.Windows} | **{a.BytesPerWindow:F3}** | {a.HighestBytesPerWindow:F3} | 0 (< 1) | {Mark(a.Met)} |"));
        return text.ToString();
    }

    private static string Mark(bool met) => met ? "met" : "**missed**";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
