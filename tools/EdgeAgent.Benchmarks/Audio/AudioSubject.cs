using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.Soxr;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>One package under measurement: the agent's runner at batch 1 with one thread, and the bare loops beside it.</summary>
internal sealed class AudioSubject : IDisposable
{
    private const int MaxRepeats = 500;
    private const int AllocationRepetitions = 5;

    private readonly OnnxRuntimeLibrary _library;
    private readonly BenchmarkOptions _options;
    private readonly ModelPackage _package;
    private readonly ModelVariant _variant;
    private readonly ModelRunner _runner;

    public AudioSubject(OnnxRuntimeLibrary library, BenchmarkOptions options, string folder, ResultList results)
    {
        var resolved = new ModelRepository(Path.GetDirectoryName(folder)!).Resolve(Path.GetFullPath(folder));
        _library = library;
        _options = options;
        _package = resolved.Package;
        _variant = resolved.Variant;
        _runner = ModelRunner.Open(library, _package, _variant, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1, MaxBatch = 1 });
        results.Used($"ONNX Runtime {library.Version} ({_runner.Provider})");
        results.Used(SoxrLibrary.Version);
    }

    /// <summary>The model's name.</summary>
    public string Name => _package.Manifest.Name;

    /// <summary>Compares CPU time on one core.</summary>
    /// <param name="recording">What is replayed.</param>
    /// <param name="target">Most that the ratio may be; null where it only informs.</param>
    /// <returns>The comparison, and the CPU time that a window costs the agent more, in microseconds.</returns>
    public async Task<(Comparison Comparison, double ExtraMicroseconds)> CompareAsync(NoiseRecording recording, double? target)
    {
        using var bare = await StartBareAsync(recording).ConfigureAwait(false);
        using var twin = await StartBareAsync(recording).ConfigureAwait(false);
        var replay = new AgentReplay(_runner, recording);
        var repeats = await PrepareAsync(bare, replay, recording).ConfigureAwait(false);
        using var workers = InferenceWorkers.Create(1);
        await replay.MeasureAsync(workers, 2 * repeats).ConfigureAwait(false);
        var agent = new Leg("agent", () => replay.MeasureAsync(workers, repeats));
        var peer = new Leg("C++ loop", () => bare.MeasureAsync(0, 0, repeats));
        var control = new Leg("C++ loop again", () => twin.MeasureAsync(0, 0, repeats));
        var rounds = await Rounds.RunAsync(_options.Pairs, agent, peer, control).ConfigureAwait(false);
        var extra = Statistics.Median(rounds.Of(agent).Zip(rounds.Of(peer), (a, b) => a.CpuMicroseconds - b.CpuMicroseconds));
        return (Comparison.Of($"{Name}, {recording.Describe(_package.Manifest.Input.SampleRate)}", "windows", rounds, agent, peer, Measure.Cpu, target, control), extra);
    }

    /// <summary>Compares a replay on two cores with two bare loops, each with half of the windows.</summary>
    /// <param name="recording">What is replayed.</param>
    /// <param name="target">Least that the ratio may be.</param>
    public async Task<Comparison> CompareTwoCoresAsync(NoiseRecording recording, double target)
    {
        using var first = await StartBareAsync(recording).ConfigureAwait(false);
        using var second = await StartBareAsync(recording).ConfigureAwait(false);
        var replay = new AgentReplay(_runner, recording);
        var repeats = await PrepareAsync(first, replay, recording).ConfigureAwait(false);
        using var workers = InferenceWorkers.Create(2);
        await replay.MeasureAsync(workers, repeats).ConfigureAwait(false);
        await BareAsync().ConfigureAwait(false);
        var agent = new Leg("agent", () => replay.MeasureAsync(workers, repeats));
        var peer = new Leg("two C++ loops", BareAsync);
        var control = new Leg("two C++ loops again", BareAsync);
        var rounds = await Rounds.RunAsync(_options.Pairs, agent, peer, control).ConfigureAwait(false);
        return Comparison.Of($"{Name}, one recording on two cores", "windows", rounds, agent, peer, Measure.Rate, target, control);

        async Task<LegCost> BareAsync()
        {
            var half = first.Windows / 2;
            var legs = await Task.WhenAll(first.MeasureAsync(0, half, repeats), second.MeasureAsync(half, 0, repeats)).ConfigureAwait(false);
            return new LegCost(legs.Sum(l => l.Units), legs[0].Cpu + legs[1].Cpu, legs.Max(l => l.Wall));
        }
    }

    /// <summary>Counts the bytes that more windows cost: a long replay against a short one, so that what an epoch allocates cancels out.</summary>
    public async Task<Figure> CountAllocationsAsync(NoiseRecording recording, int jobs)
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

        return new Figure($"{Name}, {recording.Rate / 1000} kHz, jobs {jobs}: managed memory a window, {windows} windows", Statistics.Median(found), "B", "0 (< 1)", Statistics.Median(found) < 1);

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
        BareLoop.StartAsync(_options.Peer("bare-loop"), _library, _package, _variant, recording);

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
