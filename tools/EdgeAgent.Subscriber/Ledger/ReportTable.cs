using System.Globalization;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>The report for people.</summary>
internal static class ReportTable
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, DeliveryReport report)
    {
        Line($"{report.Messages} messages: {report.Events} events, {report.Gaps} gap records, {report.Others} others, {report.Unreadable} unreadable");
        foreach (var store in report.Stores)
        {
            Line($"store {store.Id} ({store.Device ?? "nothing came of it"}, {store.Change.ToString().ToLowerInvariant()})");
            Line($"  received  {store.Received}, the last is {store.Last}");
            Line($"  declared  {DeliveryReport.Ranges(store.Declared)}{(store.DeclaredButReceived > 0 ? $" ({store.DeclaredButReceived} came all the same)" : "")}");
            Line($"  missing   {DeliveryReport.Ranges(store.Missing)}");
        }

        var duplicates = report.Duplicates;
        Line($"duplicates  {duplicates.Identical} identical, {duplicates.Different} different, {duplicates.Unchecked} too late to compare, {duplicates.Republished} under another number");
        Line($"order       {report.OrderViolations} first deliveries behind a later one");
        foreach (var lane in report.Latency)
            Line($"latency     {lane.Lane}: median {lane.Median:F3} s, 90 % {lane.P90:F3} s, 99 % {lane.P99:F3} s, max {lane.Max:F3} s of {lane.Count}");
        Line($"{(report.Complete ? "COMPLETE" : "INCOMPLETE")}");
        foreach (var fault in report.Faults) Line($"  {fault}");

        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
