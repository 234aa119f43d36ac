namespace EdgeAgent.Subscriber.Ledger;

/// <summary>Seconds from the end of what a message tells to its first arrival, for one lane; percentiles are at most 2 % high.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="Count">Messages that carry a time.</param>
/// <param name="Median">Half came within.</param>
/// <param name="P90">Nine of ten came within.</param>
/// <param name="P99">99 of 100 came within.</param>
/// <param name="Max">The longest.</param>
/// <param name="Negative">Came before they happened: two clocks disagree.</param>
public sealed record LatencyReport(string Lane, long Count, double Median, double P90, double P99, double Max, long Negative)
{
    internal static LatencyReport Of(string lane, LatencyHistogram latency) =>
        new(lane, latency.Count, Seconds(latency.Percentile(0.5)), Seconds(latency.Percentile(0.9)), Seconds(latency.Percentile(0.99)), Seconds(latency.Max), latency.Negative);

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
