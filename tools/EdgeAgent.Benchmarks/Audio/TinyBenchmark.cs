using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>The same path with a model of a few microseconds: what is left of the cost is the agent's own.</summary>
internal sealed class TinyBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "tiny";

    /// <inheritdoc/>
    public string Title => "the audio path with a model of a few microseconds, beside the bare C++ loop: what a window costs beyond the model";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        var recordings = new NoiseRecordings(options, scratch);
        var package = TinyPackage.Create(Path.Combine(scratch, "tiny"), NoiseRecordings.ModelRate, windowSamples: 4096, hopSamples: 1024);
        using var subject = new AudioSubject(OnnxRuntimeLibrary.Load(options.Runtime), options, package, results);
        foreach (var recording in recordings.All)
        {
            var (comparison, extra) = await subject.CompareAsync(recording, target: null).ConfigureAwait(false);
            results.Add(comparison);
            results.Add(Figure.AtMost($"{comparison.Name}: CPU time of a window beyond the loop's", extra, "µs", 10));
        }

        foreach (var recording in recordings.All)
            foreach (var jobs in new[] { 1, 2 })
                results.Add(await subject.CountAllocationsAsync(recording, jobs).ConfigureAwait(false));
    }
}
