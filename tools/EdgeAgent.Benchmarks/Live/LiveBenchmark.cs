using EdgeAgent.Benchmarks.Audio;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Live;

/// <summary>One hydrophone in real time beside a C++ loop that is paced alike, and how many of them the box carries.</summary>
internal sealed class LiveBenchmark : IBenchmark
{
    private const int Rate = 48_000;
    private const double UsualLeg = 0.7;

    private static readonly TimeSpan ShortBlock = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan UsualBlock = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public string Name => "live";

    /// <inheritdoc/>
    public string Title => "hydrophones at 48 kHz in real time with the shipped int8 model: added latency by stage beside a C++ loop at the same pace, and streams a box carries";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        ArgumentNullException.ThrowIfNull(options);
        var scale = options.LegSeconds / UsualLeg;
        var library = OnnxRuntimeLibrary.Load(options.Runtime);
        var package = new ModelRepository(Path.GetDirectoryName(options.Model)!).Resolve(Path.GetFullPath(options.Model)).Package;
        var variant = package.Manifest.Variants.GetValueOrDefault("int8") ?? package.Manifest.Variants["full"];
        using var model = ModelRunner.Open(library, package, variant, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1 });
        results.Used($"ONNX Runtime {library.Version} ({model.Provider})");
        var paced = Math.Max(10, 60 * scale);
        var recording = NoiseRecording.Create(Path.Combine(scratch, "noise.wav"), Rate, Math.Max(1.2, (paced + 10) / 60));
        var samples = (await File.ReadAllBytesAsync(recording.Path).ConfigureAwait(false)).AsMemory(44);
        var agent = new LiveStreams(model, samples, Rate);
        using var bare = await BareLoop.StartAsync(options.Peer("bare-loop"), library, package, variant, recording).ConfigureAwait(false);

        await agent.RunAsync(1, 6, ShortBlock).ConfigureAwait(false);
        await CompareLatencyAsync(agent, bare, paced, results).ConfigureAwait(false);
        await CountStreamsAsync(agent, bare, Math.Max(10, 20 * scale), (double)package.Manifest.Input.SampleRate / package.Manifest.Input.HopSamples, results).ConfigureAwait(false);
    }

    // Side by side, so that what the machine does falls on both.
    private static async Task CompareLatencyAsync(LiveStreams agent, BareLoop bare, double seconds, ResultList results)
    {
        var peer = bare.PaceAsync(seconds, ShortBlock);
        await agent.RunAsync(1, seconds, ShortBlock).ConfigureAwait(false);
        var (windows, p50, p99, run) = await peer.ConfigureAwait(false);
        for (var stage = 0; stage < StageLog.Names.Count; stage++)
        {
            var figures = agent.Stages.Read(stage);
            results.Add(new Figure($"{seconds:F0} s paced, {figures.Count} windows: {StageLog.Names[stage]}, p50", figures.P50 * 1000, "ms"));
            results.Add(StageLog.Names[stage] == "added"
                ? Figure.AtMost("added, p99", figures.P99 * 1000, "ms", 20)
                : new Figure($"{StageLog.Names[stage]}, p99", figures.P99 * 1000, "ms"));
        }

        results.Add(new Figure($"C++ loop at the same pace, {windows} windows: added, p50", p50 * 1000, "ms"));
        results.Add(new Figure("C++ loop: added, p99", p99 * 1000, "ms"));
        results.Add(new Figure("C++ loop: run, p50", run * 1000, "ms"));
        results.Add(Figure.AtMost("added p99 over the C++ loop's", (agent.Stages.Read(StageLog.Names.Count - 1).P99 - p99) * 1000, "ms", 1));
        results.Add(Figure.AtMost("windows left out", agent.LeftOut, "", 0));
    }

    private static async Task CountStreamsAsync(LiveStreams agent, BareLoop bare, double seconds, double windowsPerSecond, ResultList results)
    {
        await bare.MeasureAsync(0, 0, 1).ConfigureAwait(false);
        var before = await bare.MeasureAsync(0, 0, 1).ConfigureAwait(false);
        // The least CPU that a stream can cost: its windows, and the rate conversion between them.
        var share = before.CpuMicroseconds * windowsPerSecond / 1e6;
        var cores = Environment.ProcessorCount;
        var most = (int)Math.Floor(cores / share);
        var few = Math.Clamp(most / 4, 1, 64);
        // As the loop's first round: a box that has listened for a while has compiled what it runs.
        await agent.RunAsync(few, Math.Max(4, seconds / 4), UsualBlock).ConfigureAwait(false);
        var cost = await agent.RunAsync(few, seconds, UsualBlock).ConfigureAwait(false);
        var again = await bare.MeasureAsync(0, 0, 1).ConfigureAwait(false);
        share = (share + (again.CpuMicroseconds * windowsPerSecond / 1e6)) / 2;
        most = (int)Math.Floor(cores / share);
        var own = cost.Cpu.TotalSeconds / (few * seconds);
        results.Add(new Figure("a stream of the C++ loop: CPU", share * 100, "% of a core"));
        results.Add(new Figure($"a stream of the agent, {few} of them: CPU", own * 100, "% of a core"));
        results.Add(Figure.AtLeast($"streams that {cores} cores carry by CPU: {(int)Math.Floor(cores / own)} against {most} of the C++ loop", share / own, "", 0.95));
        var many = (int)(0.9 * Math.Min(most, Math.Floor(cores / own)));
        await agent.RunAsync(many, seconds, UsualBlock).ConfigureAwait(false);
        results.Add(new Figure($"{many} streams at once for {seconds:F0} s: added, p99", agent.Stages.Read(StageLog.Names.Count - 1).P99 * 1000, "ms"));
        results.Add(new Figure($"{many} streams at once: windows left out", agent.LeftOut, ""));
    }
}
