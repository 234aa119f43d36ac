using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>A recording's job from the command line, as the agent does it and as one writes it in Python with scipy, numpy and the same ONNX Runtime.</summary>
internal sealed class PythonBenchmark : IBenchmark
{
    private const int Rate = 48_000;

    // The features of the shipped model, which Python computes itself, end here.
    internal const string Features = "/front/Concat_1_output_0";

    // A leg is whole programs from start to end, so that its recording is not shorter than this.
    private const double LegMinutes = 5, LongMinutes = 30;
    private const double Faster = 5, Memory = 0.25;

    // The two resample with other filters, so that scores agree only so far: what the package itself allows its golden cases.
    private const double MeanDifference = 0.02;

    /// <inheritdoc/>
    public string Name => "python";

    /// <inheritdoc/>
    public string Title => "a recording of 48 kHz from file to result, as programs from start to end: edge-agent replay beside a Python script over scipy, numpy and the same libonnxruntime";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return;
        var library = OnnxRuntimeLibrary.Load(options.Runtime);
        var resolved = new ModelRepository(Path.GetDirectoryName(options.Model)!).Resolve(Path.GetFullPath(options.Model));
        var network = Path.Combine(scratch, "network.onnx");
        using var runner = await PeerProcess.StartAsync(options.Peer("run-child")).ConfigureAwait(false);
        await runner.AskAsync(Line(1, options.Python, Path.Combine(options.Sources, "python_job.py"), "cut", resolved.Package.PathOf(resolved.Package.Manifest.Variants["full"]), Features, "scores", network)).ConfigureAwait(false);
        results.Used($"ONNX Runtime {library.Version}, {resolved.Package.Manifest.Name}:{resolved.Package.Manifest.Version} full");

        var recording = NoiseRecording.Create(Path.Combine(scratch, "noise.wav"), Rate, LegMinutes);
        var windows = await CompareScoresAsync(library, resolved, recording, runner, options, network, scratch).ConfigureAwait(false);
        var agent = new Leg("agent", async () => (await AgentAsync(runner, options, recording, windows, scratch).ConfigureAwait(false)).Cost);
        var python = new Leg("Python", async () => (await PythonAsync(runner, options, library, network, recording, windows, scratch).ConfigureAwait(false)).Cost);
        var control = new Leg("Python again", python.RunAsync);
        await agent.RunAsync().ConfigureAwait(false);
        var rounds = await Rounds.RunAsync(Math.Min(options.Pairs, 7), agent, python, control).ConfigureAwait(false);
        results.Add(Comparison.Of($"{LegMinutes:F0} minutes of sound, start to end", "windows", rounds, agent, python, Measure.Rate, Faster, control));
        results.Add(Comparison.Of("the same by processor time", "windows", rounds, agent, python, Measure.Cpu, null, control));

        var lasting = NoiseRecording.Create(Path.Combine(scratch, "long.wav"), Rate, LongMinutes);
        foreach (var (name, sound) in new[] { ($"{LegMinutes:F0} minutes", recording), ($"{LongMinutes:F0} minutes", lasting) })
        {
            var own = (await AgentAsync(runner, options, sound, windows, scratch).ConfigureAwait(false)).Peak;
            var theirs = (await PythonAsync(runner, options, library, network, sound, windows, scratch).ConfigureAwait(false)).Peak;
            results.Add(new Figure($"{name} of sound: peak memory of the agent", own / 1e6, "MB"));
            results.Add(new Figure($"{name} of sound: peak memory of Python", theirs / 1e6, "MB"));
            var share = $"{name} of sound: the agent's memory over Python's";
            results.Add(sound == lasting ? Figure.AtMost(share, (double)own / theirs, "", Memory) : new Figure(share, (double)own / theirs, ""));
        }
    }

    // The same scores from both, but for the rate conversion, or their times mean nothing.
    private static async Task<long> CompareScoresAsync(
        OnnxRuntimeLibrary library, ResolvedModel resolved, NoiseRecording recording, PeerProcess runner, BenchmarkOptions options, string network, string scratch)
    {
        var log = new ScoreRecord();
        using (var model = ModelRunner.Open(library, resolved.Package, resolved.Package.Manifest.Variants["full"], new ModelOptions { Provider = OrtProvider.Cpu }))
        using (var workers = new InferenceWorkers(log))
            await new AgentReplay(model, recording).RunAsync(workers, recording.Frames).ConfigureAwait(false);
        await PythonAsync(runner, options, library, network, recording, log.Scores.Count, scratch).ConfigureAwait(false);
        var scores = MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(Path.Combine(scratch, "scores.f32")).ConfigureAwait(false)).ToArray();
        // The agent has one window more: the one that ends with the recording.
        if (log.Scores.Count - scores.Length is not (0 or 1)) throw new BenchmarkException($"the agent scored {log.Scores.Count} windows, Python {scores.Length}; figures of different work are not compared");
        var difference = scores.Zip(log.Scores, (a, b) => Math.Abs(a - b)).Average();
        return difference <= MeanDifference
            ? scores.Length
            : throw new BenchmarkException(FormattableString.Invariant($"Python's scores are {difference:F4} off the agent's in the mean; figures of different work are not compared"));
    }

    private static Task<(LegCost Cost, long Peak)> AgentAsync(PeerProcess runner, BenchmarkOptions options, NoiseRecording recording, long windows, string scratch)
    {
        var file = Path.Combine(scratch, "agent.json");
        File.WriteAllText(file, $$"""{ "Agent": { "Name": "bench", "StateDirectory": "{{Path.Combine(scratch, "state")}}" }, "Models": { "Repository": "{{Path.GetDirectoryName(Path.GetDirectoryName(options.Model))}}" } }""", new UTF8Encoding(false));
        return RunAsync(runner, windows, Path.Combine(options.Out, "agent", "edge-agent"), "replay", recording.Path, "--config", file, "--model", "humpback:1/full", "--out", Path.Combine(scratch, "events"), "--overwrite", "--format", "csv");
    }

    private static Task<(LegCost Cost, long Peak)> PythonAsync(PeerProcess runner, BenchmarkOptions options, OnnxRuntimeLibrary library, string network, NoiseRecording recording, long windows, string scratch) =>
        RunAsync(runner, windows, options.Python, Path.Combine(options.Sources, "python_job.py"), "run", library.Path, network, Features, recording.Path, Path.Combine(scratch, "scores.f32"));

    private static async Task<(LegCost Cost, long Peak)> RunAsync(PeerProcess runner, long windows, params string[] command)
    {
        var words = await runner.AskAsync(Line(windows, command)).ConfigureAwait(false);
        return (new LegCost(PeerProcess.Number(words[0]), TimeSpan.FromMicroseconds(PeerProcess.Number(words[1]) / 1e3), TimeSpan.FromMicroseconds(PeerProcess.Number(words[2]) / 1e3)), PeerProcess.Number(words[3]));
    }

    private static string Line(long units, params string[] command) => string.Join('\t', command.Prepend(units.ToString(CultureInfo.InvariantCulture)));
}
