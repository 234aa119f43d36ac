using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeAgent.Benchmarks.Delivery;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Benchmarks.Starting;

/// <summary>From the start of the process to the first window of the shipped model, and what it takes after that, beside a C++ program over the same libraries.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int ModelRate = 10_000;
    private const int CardRate = 48_000;
    private const double Milliseconds = 400;
    private const double MoreMegabytes = 80;
    private const double Idle = 0.03;
    private const int Starts = 9;

    // Every window counts, so that the first one is told.
    private const string Rules = """{ "KOfN": "1/1", "MinSeconds": "0", "Smoothing": "none", "High": "0.000001", "Low": "0.0000005", "MaxSeconds": "1" }""";

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Title => "from the start of the process to the first window (stored and printed), memory after a minute and idle load of one 48 kHz pipeline in real time, beside a C++ program over the same libraries";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return;
        var agent = Path.Combine(options.Out, "agent", "edge-agent");
        var package = PackageReader.Open(options.Model);
        var runtime = OnnxRuntimeLibrary.Load(options.Runtime);
        results.Used($"ONNX Runtime {runtime.Version}, {package.Manifest.Name}:{package.Manifest.Version}, self-contained and compiled ahead of time");
        using var broker = new Broker(scratch);
        await broker.StartAsync().ConfigureAwait(false);
        var noise = Noise(CardRate * 10);

        var agentLeg = new Leg("agent", () => FirstWindowAsync(agent, Agent(options, scratch, broker, ModelRate, "full"), scratch, noise));
        var peerLeg = new Leg("C++", () => FirstWindowAsync(options.Peer("first-window"), Peer(package, runtime, scratch, broker, ModelRate, "full"), scratch, noise));
        var control = new Leg("C++ again", peerLeg.RunAsync);
        foreach (var leg in new[] { agentLeg, peerLeg }) await leg.RunAsync().ConfigureAwait(false);
        var rounds = await Rounds.RunAsync(Math.Max(options.Pairs, Starts), agentLeg, peerLeg, control).ConfigureAwait(false);
        results.Add(Comparison.Of("starts to the first window", "starts", rounds, agentLeg, peerLeg, Measure.Rate, null, control));
        results.Add(Figure.AtMost("agent: first window after, median", Median(rounds.Of(agentLeg)), "ms", Milliseconds));
        results.Add(new Figure("agent: first window after, fastest", rounds.Of(agentLeg).Min(c => c.Wall.TotalMilliseconds), "ms"));
        results.Add(new Figure("agent: processor time until then, median", Statistics.Median(rounds.Of(agentLeg).Select(c => c.Cpu.TotalMilliseconds)), "ms"));
        results.Add(new Figure("C++: first window after, median", Median(rounds.Of(peerLeg)), "ms"));

        // Both at once: what disturbs one disturbs the other.
        Clean(scratch);
        using var heard = Run(agent, Agent(options, scratch, broker, CardRate, "int8"), paced: noise);
        using var bare = Run(options.Peer("first-window"), Peer(package, runtime, scratch, broker, CardRate, "int8"), paced: noise);
        var draining = Task.WhenAll(heard.DrainAsync(), bare.DrainAsync());
        await Task.Delay(Settling / 2).ConfigureAwait(false);
        var (agentCpu, peerCpu, from) = (heard.Cpu(), bare.Cpu(), TimeProvider.System.GetTimestamp());
        await Task.Delay(Settling / 2).ConfigureAwait(false);
        var seconds = TimeProvider.System.GetElapsedTime(from).TotalSeconds;
        results.Add(Figure.AtMost("agent's resident memory over the C++ program's, one 48 kHz pipeline, after a minute", (heard.Resident() - bare.Resident()) / 1e6, "MB", MoreMegabytes));
        results.Add(new Figure("agent's resident memory", heard.Resident() / 1e6, "MB"));
        results.Add(Figure.AtMost("agent's share of one core, one 48 kHz pipeline, int8", (heard.Cpu() - agentCpu).TotalSeconds / seconds, "", Idle));
        results.Add(new Figure("C++: share of one core", (bare.Cpu() - peerCpu).TotalSeconds / seconds, ""));
        // Their output ends with them.
        heard.Dispose();
        bare.Dispose();
        await draining.ConfigureAwait(false);
    }

    private static double Median(IEnumerable<LegCost> costs) => Statistics.Median(costs.Select(c => c.Wall.TotalMilliseconds));

    private static async Task<LegCost> FirstWindowAsync(string program, IReadOnlyList<string> arguments, string scratch, byte[] noise)
    {
        Clean(scratch);
        using var started = StartedProgram.Start(program, arguments, async (input, cancellation) => await input.WriteAsync(noise, cancellation).ConfigureAwait(false));
        var took = await started.FirstLineAsync().ConfigureAwait(false);
        return new LegCost(1, started.Cpu(), took);
    }

    private static StartedProgram Run(string program, IReadOnlyList<string> arguments, byte[] paced) => StartedProgram.Start(program, arguments, async (input, cancellation) =>
    {
        const int Tenth = CardRate / 10 * sizeof(short);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var at = 0; await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false); at = (at + Tenth) % (paced.Length - Tenth))
        {
            await input.WriteAsync(paced.AsMemory(at, Tenth), cancellation).ConfigureAwait(false);
            await input.FlushAsync(cancellation).ConfigureAwait(false);
        }
    });

    private static void Clean(string scratch)
    {
        foreach (var name in new[] { "state", "peer.db", "peer.db-wal", "peer.db-shm" })
        {
            var path = Path.Combine(scratch, name);
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
    }

    private static string[] Agent(BenchmarkOptions options, string scratch, Broker broker, int rate, string variant)
    {
        var file = Path.Combine(scratch, $"agent-{rate}.json");
        // First windows are told as events; in the long run events are rare, as at sea.
        var rules = rate == ModelRate ? Rules : "{}";
        File.WriteAllText(file, $$"""
            { "Agent": { "Name": "bench", "StateDirectory": "{{Path.Combine(scratch, "state")}}" },
              "Models": { "Repository": "{{Path.GetDirectoryName(Path.GetDirectoryName(options.Model))}}" },
              "Mqtt": { "Servers": [ "mqtt://127.0.0.1:{{broker.PortText}}" ] },
              "Pipelines": [ { "Name": "reef", "Source": { "Kind": "stdin", "SampleRate": {{rate}} }, "Models": [ { "Name": "humpback", "Variant": "{{variant}}" } ], "Events": {{rules}} } ] }
            """, new UTF8Encoding(false));
        return ["run", "--config", file, "--json"];
    }

    private static string[] Peer(ModelPackage package, OnnxRuntimeLibrary runtime, string scratch, Broker broker, int rate, string variant) =>
    [
        "--runtime", runtime.Path, "--model", package.PathOf(package.Manifest.Variants[variant]), "--input", package.Manifest.Input.Tensor, "--output", package.Manifest.Output.Tensor,
        "--window", Text(package.Manifest.Input.WindowSamples), "--hop", Text(package.Manifest.Input.HopSamples), "--from", Text(rate), "--to", Text(package.Manifest.Input.SampleRate),
        "--store", Path.Combine(scratch, "peer.db"), "--port", broker.PortText,
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static byte[] Noise(int samples)
    {
        var random = new Random(1);
        var bytes = new byte[samples * sizeof(short)];
        for (var i = 0; i < samples; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(short)), (short)random.Next(-3000, 3000));
        return bytes;
    }
}
