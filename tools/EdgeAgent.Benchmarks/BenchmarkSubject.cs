using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks;

/// <summary>One package under measurement: the agent's runner at batch 1 with one thread, and the bare loops beside it.</summary>
internal sealed class BenchmarkSubject : IDisposable
{
    private const int MaxRepeats = 500;
    private const int AllocationRepetitions = 5;

    private readonly OnnxRuntimeLibrary _library;
    private readonly BenchmarkOptions _options;
    private readonly ModelPackage _package;
    private readonly ModelVariant _variant;
    private readonly ModelRunner _runner;

    public BenchmarkSubject(OnnxRuntimeLibrary library, BenchmarkOptions options, string folder)
    {
        var resolved = new ModelRepository(Path.GetDirectoryName(folder)!).Resolve(Path.GetFullPath(folder));
        _library = library;
        _options = options;
        _package = resolved.Package;
        _variant = resolved.Variant;
        _runner = ModelRunner.Open(library, _package, _variant, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1, MaxBatch = 1 });
    }

    /// <summary>The model's name.</summary>
    public string Name => _package.Manifest.Name;

    /// <summary>The execution provider.</summary>
    public string Provider => _runner.Provider;

    /// <summary>Compares CPU time on one core.</summary>
    public async Task<ComparisonResult> CompareAsync(NoiseRecording recording, string name, string floor, Func<ComparisonResult, bool> met)
    {
        using var bare = await StartBareAsync(recording).ConfigureAwait(false);
        var agent = new AgentReplay(_runner, recording);
        var repeats = await PrepareAsync(bare, agent, recording).ConfigureAwait(false);
        using var workers = InferenceWorkers.Create(1);
        await agent.MeasureAsync(workers, 2 * repeats).ConfigureAwait(false);
        var legs = await PairedLegs.RunAsync(_options.Pairs, () => agent.MeasureAsync(workers, repeats), () => bare.MeasureAsync(0, 0, repeats)).ConfigureAwait(false);
        return ComparisonResult.Of(name, legs, floor, met);
    }

    /// <summary>Compares a replay on two cores with two bare loops, each with half of the windows.</summary>
    public async Task<ComparisonResult> CompareTwoCoresAsync(NoiseRecording recording)
    {
        using var first = await StartBareAsync(recording).ConfigureAwait(false);
        using var second = await StartBareAsync(recording).ConfigureAwait(false);
        var agent = new AgentReplay(_runner, recording);
        var repeats = await PrepareAsync(first, agent, recording).ConfigureAwait(false);
        using var workers = InferenceWorkers.Create(2);
        await agent.MeasureAsync(workers, repeats).ConfigureAwait(false);
        await BareAsync().ConfigureAwait(false);
        var legs = await PairedLegs.RunAsync(_options.Pairs, () => agent.MeasureAsync(workers, repeats), BareAsync).ConfigureAwait(false);
        return ComparisonResult.Of($"{Name}, one recording on two cores", legs, "throughput ≥ 0.9", c => c.ThroughputRatio >= 0.9);

        async Task<LegCost> BareAsync()
        {
            var half = first.Windows / 2;
            var legs = await Task.WhenAll(first.MeasureAsync(0, half, repeats), second.MeasureAsync(half, 0, repeats)).ConfigureAwait(false);
            return new LegCost(legs.Sum(l => l.Windows), legs[0].Cpu + legs[1].Cpu, legs.Max(l => l.Wall));
        }
    }

    /// <summary>Counts the bytes that more windows cost: a long replay against a short one, so that what an epoch allocates cancels out.</summary>
    public async Task<AllocationResult> CountAllocationsAsync(NoiseRecording recording, int jobs)
    {
        var agent = new AgentReplay(_runner, recording);
        using var workers = InferenceWorkers.Create(jobs);
        var part = recording.Frames / 5;
        for (var i = 0; i < 3; i++) await agent.RunAsync(workers, i == 0 ? recording.Frames : part).ConfigureAwait(false);
        var found = new List<double>();
        var windows = 0L;
        for (var i = 0; i < AllocationRepetitions; i++)
        {
            var (few, little) = await CountAsync(part).ConfigureAwait(false);
            var (many, much) = await CountAsync(recording.Frames).ConfigureAwait(false);
            windows = many - few;
            found.Add((double)(much - little) / windows);
        }

        var median = Statistics.Median(found);
        return new AllocationResult($"{Name}, {recording.Rate / 1000} kHz, jobs {jobs}", windows, median, found.Max(), median < 1);

        async Task<(long Windows, long Bytes)> CountAsync(long frames)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var scored = await agent.RunAsync(workers, frames).ConfigureAwait(false);
            return (scored, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    private Task<BareLoop> StartBareAsync(NoiseRecording recording) =>
        BareLoop.StartAsync(_options.Bare, _library, _package, _variant, recording);

    // Both sides must compute the same before their costs mean anything. Then: how often a leg repeats the recording.
    private async Task<int> PrepareAsync(BareLoop bare, AgentReplay agent, NoiseRecording recording)
    {
        var hash = new ScoreHash();
        using (var hashing = new InferenceWorkers(hash)) await agent.RunAsync(hashing, recording.Frames).ConfigureAwait(false);
        var cost = await bare.MeasureAsync(0, 0, 1).ConfigureAwait(false);
        if (hash.Windows != bare.Windows || hash.Value != bare.Hash)
            throw new BenchmarkException($"the agent's {hash.Windows} windows of {Name} at {recording.Rate} Hz scored {hash.Value:x16}, the bare loop's {bare.Windows} scored {bare.Hash:x16}; figures of different work are not compared");
        if (agent.Events > 0) throw new BenchmarkException($"{Name} found {agent.Events} events in noise; events cost what windows do not");
        return Math.Clamp((int)Math.Ceiling(_options.LegSeconds / cost.Wall.TotalSeconds), 1, MaxRepeats);
    }
}
