using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>Windows of many streams through one session: together in batches, beside one after the other, as live pipelines run them.</summary>
internal sealed class StreamsBenchmark : IBenchmark
{
    private const double Gain = 1.3;
    private const int Judged = 16;

    // A leg is long enough for some tens of windows.
    private const int WindowsPerSecond = 300;

    private static readonly int[] Counts = [1, 4, Judged, 64];

    /// <inheritdoc/>
    public string Name => "streams";

    /// <inheritdoc/>
    public string Title => "a window of each of 1 to 64 streams through one session on one thread: in one batch of up to 32 beside one run each";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        ArgumentNullException.ThrowIfNull(options);
        var library = OnnxRuntimeLibrary.Load(options.Runtime);
        var package = PackageReader.Open(options.Model);
        results.Used($"ONNX Runtime {library.Version}, {package.Manifest.Name}:{package.Manifest.Version}");
        var samples = Sound(package.Manifest.Input.WindowSamples * 4);
        foreach (var variant in package.Manifest.Variants.Values)
        {
            using var alone = Open(library, package, variant, 1);
            foreach (var count in Counts)
            {
                using var together = Open(library, package, variant, Math.Min(count, package.Manifest.MaxBatch(variant)));
                var repeats = Math.Max(1, options.Units(WindowsPerSecond) / count);
                var batched = new Leg("in batches", () => Task.FromResult(Run(together, samples, count, repeats)));
                var single = new Leg("one by one", () => Task.FromResult(Run(alone, samples, count, repeats)));
                var control = new Leg("one by one again", single.RunAsync);
                if (!Same(together, alone, samples, count)) throw new BenchmarkException($"{variant.Name}: a batch of {together.MaxBatch} gives other scores than one window; figures of different work are not compared");
                foreach (var leg in new[] { batched, single }) await leg.RunAsync().ConfigureAwait(false);
                var rounds = await Rounds.RunAsync(Math.Max(7, options.Pairs), batched, single, control).ConfigureAwait(false);
                results.Add(Comparison.Of($"{variant.Name}, {count} streams, batches of {together.MaxBatch}", "windows", rounds, batched, single, Measure.Rate, count == Judged ? Gain : null, control));
            }
        }
    }

    private static ModelRunner Open(OnnxRuntimeLibrary library, ModelPackage package, ModelVariant variant, int batch) =>
        ModelRunner.Open(library, package, variant, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1, MaxBatch = batch });

    private static LegCost Run(ModelRunner model, float[] samples, int streams, int repeats)
    {
        var meter = Meter.Start();
        for (var i = 0; i < repeats; i++) Score(model, samples, streams, null);
        return meter.Stop((long)repeats * streams) with { Written = 0 };
    }

    private static bool Same(ModelRunner one, ModelRunner other, float[] samples, int streams)
    {
        var (ours, theirs) = (new List<float>(), new List<float>());
        Score(one, samples, streams, ours);
        Score(other, samples, streams, theirs);
        return ours.SequenceEqual(theirs);
    }

    // Each stream hears another part of the sound.
    private static void Score(ModelRunner model, float[] samples, int streams, List<float>? scores)
    {
        var window = model.Package.Manifest.Input.WindowSamples;
        var batch = model.Rent();
        for (var stream = 0; stream < streams; stream++)
        {
            batch.Add(samples.AsSpan(stream * 997 % (samples.Length - window), window), 0, 0);
            if (!batch.IsFull && stream < streams - 1) continue;
            batch.Run();
            for (var i = 0; scores is not null && i < batch.Count; i++) scores.AddRange(batch.Scores(i));
            batch.Clear();
        }

        model.Return(batch);
    }

    private static float[] Sound(int count)
    {
        var random = new Random(1);
        var (samples, low) = (new float[count], 0f);
        for (var i = 0; i < count; i++) samples[i] = low += 0.05f * ((random.NextSingle() - 0.5f) - low);
        return samples;
    }
}
