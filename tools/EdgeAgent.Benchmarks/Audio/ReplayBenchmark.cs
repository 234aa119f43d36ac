using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>A recording on two cores.</summary>
internal sealed class ReplayBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "replay";

    /// <inheritdoc/>
    public string Title => "one recording on two cores with the shipped model, beside two bare C++ loops that share its windows";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        var recordings = new NoiseRecordings(options, scratch);
        using var subject = new AudioSubject(OnnxRuntimeLibrary.Load(options.Runtime), options, options.Model, results);
        results.Add(await subject.CompareTwoCoresAsync(recordings.Plain, target: 0.95).ConfigureAwait(false));
    }
}
