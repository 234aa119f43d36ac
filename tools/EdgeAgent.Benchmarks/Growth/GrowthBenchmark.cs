using EdgeAgent.Benchmarks.Reporting;

namespace EdgeAgent.Benchmarks.Growth;

/// <summary>What more of everything costs: longer recordings, more stored messages, more pipelines.</summary>
internal sealed class GrowthBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "growth";

    /// <inheritdoc/>
    public string Title => "what more costs: recordings of 1 minute to 24 hours, stores of 1000 messages and more, 1 to 64 pipelines; work must grow no faster, memory not at all";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        ArgumentNullException.ThrowIfNull(options);
        await RecordingGrowth.RunAsync(options, scratch, results).ConfigureAwait(false);
        await StoreGrowth.RunAsync(options, scratch, results).ConfigureAwait(false);
        await PipelineGrowth.RunAsync(options, scratch, results).ConfigureAwait(false);
    }
}
