using System.Globalization;
using System.Text;
using EdgeAgent.Benchmarks.Measuring;

namespace EdgeAgent.Benchmarks.Reporting;

/// <summary>The report as Markdown, as <c>docs/performance.md</c> shows it.</summary>
internal static class ReportMarkdown
{
    /// <summary>Writes the tables.</summary>
    public static string Write(Report report)
    {
        var text = new StringBuilder();
        foreach (var result in report.Results) Write(text, result);
        return text.ToString();
    }

    private static void Write(StringBuilder text, BenchmarkResult result)
    {
        text.AppendLine(Invariant($"### `{result.Name}`: {result.Title}"));
        text.AppendLine();
        text.AppendLine(Invariant($"{result.Machine}; {result.Versions}; load {result.LoadBefore:F1} before, {result.LoadAfter:F1} after; {result.Utc:yyyy-MM-dd HH:mm} UTC, {result.Seconds:F0} s. Again: `make bench {result.Name}`."));
        text.AppendLine();
        if (result.Comparisons.Count > 0) Compare(text, result.Comparisons);
        if (result.Figures.Count == 0) return;
        text.AppendLine("| figure | | unit | target | |");
        text.AppendLine("|---|---:|---|---|---|");
        foreach (var f in result.Figures) text.AppendLine(Invariant($"| {f.Name} | **{f.Value:0.###}** | {f.Unit} | {f.Target} | {Mark(f.Met)} |"));
        text.AppendLine();
    }

    private static void Compare(StringBuilder text, IReadOnlyList<Comparison> comparisons)
    {
        text.AppendLine("| what | peer | leg × pairs | agent, per s | peer, per s | ratio of | ratio (95 %) | peer to itself | target | | CPU µs, agent / peer | allocated B | written B, agent / peer |");
        text.AppendLine("|---|---|---:|---:|---:|---|---:|---:|---|---|---:|---:|---:|");
        foreach (var c in comparisons)
        {
            var target = c.Target is { } bound ? Invariant($"{(c.By is Measure.Cpu ? '≤' : '≥')} {bound:0.###}") : "";
            var written = c.Agent.WrittenBytes > 0 ? Invariant($"{c.Agent.WrittenBytes:F0} / {c.Peer.WrittenBytes:F0}") : "";
            text.AppendLine(Invariant(
                $"| {c.Name} | {c.Peer.Name} | {c.Units} × {c.Pairs} | {Rate(c.Agent)} | {Rate(c.Peer)} | {(c.By is Measure.Cpu ? "CPU" : "rate")} | **{c.Ratio.Median:F3}** ({c.Ratio.Low:F3} … {c.Ratio.High:F3}) | {Control(c.Control)} | {target} | {Mark(c.Met)} | {c.Agent.CpuMicroseconds:F1} / {c.Peer.CpuMicroseconds:F1} | {c.Agent.AllocatedBytes:F0} | {written} |"));
        }

        text.AppendLine();
    }

    private static string Rate(Side side) => side.Rate < 1000 ? Invariant($"{side.Rate:F1}") : Invariant($"{side.Rate:F0}");

    private static string Control(Estimate? control) => control is null ? "" : Invariant($"{control.Median:F3} ({control.Low:F3} … {control.High:F3})");

    private static string Mark(bool? met) => met switch { true => "met", false => "**missed**", null => "" };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
