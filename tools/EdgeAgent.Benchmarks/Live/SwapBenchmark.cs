using EdgeAgent.Benchmarks.Audio;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>Models that are changed without a pause while pipelines are under load, beside the same pipelines left alone.</summary>
internal sealed class SwapBenchmark : IBenchmark
{
    private const int Rate = 48_000;
    private const int Streams = 4;
    private const double Speed = 15;

    // Sound of a leg; the first 14 s of a stream have no change, because that much must be remembered for one.
    private const double SecondsPerLegSecond = 85;

    /// <inheritdoc/>
    public string Name => "swap";

    /// <inheritdoc/>
    public string Title => "four pipelines at 15 times real time whose models are changed one change after the other, beside themselves left alone: latency of windows and what is lost";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        ArgumentNullException.ThrowIfNull(options);
        var library = OnnxRuntimeLibrary.Load(options.Runtime);
        var package = PackageReader.Open(options.Model);
        var variant = package.Manifest.Variants.GetValueOrDefault("int8") ?? package.Manifest.Variants["full"];
        results.Used($"ONNX Runtime {library.Version}, {package.Manifest.Name}:{package.Manifest.Version} {variant.Name}");
        var recording = NoiseRecording.Create(Path.Combine(scratch, "noise.wav"), Rate, minutes: 1);
        var samples = (await File.ReadAllBytesAsync(recording.Path).ConfigureAwait(false)).AsMemory(44);
        var streams = new SwapStreams(() => ModelRunner.Open(library, package, variant, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1 }), samples, Rate);
        var seconds = Math.Max(20, SecondsPerLegSecond * options.LegSeconds);
        var (changed, alone, again) = (new List<double>(), new List<double>(), new List<double>());
        var (swaps, lost) = (0, 0L);
        var swapping = new Leg("with swaps", () => RunAsync(true, changed));
        var steady = new Leg("without", () => RunAsync(false, alone));
        var control = new Leg("without again", () => RunAsync(false, again));
        foreach (var leg in new[] { swapping, steady }) await leg.RunAsync().ConfigureAwait(false);
        foreach (var list in new[] { changed, alone, again }) list.Clear();
        (swaps, lost) = (0, 0);

        var rounds = await Rounds.RunAsync(options.Pairs, swapping, steady, control).ConfigureAwait(false);
        results.Add(Comparison.Of("processor time of a window", "windows", rounds, swapping, steady, Measure.Cpu, null, control));
        results.Add(new Figure($"changes of a model in {options.Pairs} legs of {Streams} streams, {seconds:F0} s of sound each", swaps, "changes"));
        results.Add(new Figure("p99 from the last sample to the scores, without changes, median of legs", Statistics.Median(alone) * 1000, "ms"));
        results.Add(new Figure("p99 while models change one after the other, median of legs", Statistics.Median(changed) * 1000, "ms"));
        results.Add(Figure.AtMost("p99 with changes over p99 without, median of pairs", Ratio(changed, alone), "", 2));
        results.Add(new Figure("p99 without changes over itself, median of pairs", Ratio(again, alone), ""));
        results.Add(Figure.AtMost("windows left out, and sample frames that no model or two scored", lost, "", 0));

        async Task<LegCost> RunAsync(bool swap, List<double> p99)
        {
            var cost = await streams.RunAsync(Streams, seconds, Speed, swap).ConfigureAwait(false);
            p99.Add(streams.P99);
            swaps += streams.Swaps;
            lost += streams.Lost;
            return cost;
        }
    }

    private static double Ratio(List<double> one, List<double> other) => Statistics.Median(one.Zip(other, (a, b) => a / b));
}
