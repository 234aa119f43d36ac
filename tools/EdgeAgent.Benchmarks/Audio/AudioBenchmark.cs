using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>The shipped model's whole path over a recording, on one thread.</summary>
internal sealed class AudioBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "audio";

    /// <inheritdoc/>
    public string Title => "the audio path with the shipped model, batch 1 on one thread, beside a bare C++ loop over the same library and windows";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        var recordings = new NoiseRecordings(options, scratch);
        using var subject = new AudioSubject(OnnxRuntimeLibrary.Load(options.Runtime), options, options.Model, results);
        foreach (var recording in recordings.All) results.Add((await subject.CompareAsync(recording, target: 1.03).ConfigureAwait(false)).Comparison);
        results.Add(await subject.CountAllocationsAsync(recordings.Plain, jobs: 1).ConfigureAwait(false));
    }
}
