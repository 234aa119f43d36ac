using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;

namespace EdgeAgent.Benchmarks.Counting;

/// <summary>Counts instead of times: what tests hold against the figures in the repository.</summary>
internal sealed class CountBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "counts";

    /// <inheritdoc/>
    public string Title => "what one window, frame, event and message takes in managed bytes, calls that read or write, and bytes written: counts that a busy machine does not change";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        ArgumentNullException.ThrowIfNull(options);
        var limits = CountLimits.Read();
        Count[] counts =
        [
            .. await Counts.OfWindowsAsync(scratch, options.Runtime).ConfigureAwait(false), .. await Counts.OfFramesAsync().ConfigureAwait(false),
            .. await Counts.OfEventsAsync(scratch).ConfigureAwait(false), .. await Counts.OfMessagesAsync(scratch).ConfigureAwait(false),
        ];
        foreach (var count in counts)
            results.Add(new Figure(count.Name, count.Value, "", limits.TryGetValue(count.Name, out var limit) ? FormattableString.Invariant($"≤ {limit:0.##}") : null, CountLimits.Excesses([count], limits).Count == 0));
    }
}
