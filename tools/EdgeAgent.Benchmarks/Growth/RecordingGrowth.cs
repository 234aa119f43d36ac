using EdgeAgent.Benchmarks.Audio;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Growth;

/// <summary>Recordings of more and more length through the whole path, with a model that costs next to nothing.</summary>
internal static class RecordingGrowth
{
    private const int Rounds = 7;

    // Each length is heard so often that a leg has at least this many minutes.
    private const int LegMinutes = 240;

    private static readonly (string Name, int Minutes)[] Lengths = [("1 min", 1), ("1 h", 60), ("24 h", 1440)];

    /// <summary>Measures.</summary>
    public static async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        var folder = TinyPackage.Create(Path.Combine(scratch, "tiny"), NoiseRecordings.ModelRate, windowSamples: 4096, hopSamples: 4096);
        var resolved = new ModelRepository(Path.GetDirectoryName(folder)!).Resolve(folder);
        using var model = ModelRunner.Open(OnnxRuntimeLibrary.Load(options.Runtime), resolved.Package, resolved.Variant, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1 });
        using var workers = InferenceWorkers.Create(1);
        var replays = Lengths.Select(l => new AgentReplay(model, NoiseRecording.Silence(Path.Combine(scratch, $"{l.Minutes}.wav"), NoiseRecordings.ModelRate, l.Minutes))).ToArray();
        var legs = Lengths.Select((l, i) => new Leg(l.Name, () => replays[i].MeasureAsync(workers, Math.Max(1, LegMinutes / l.Minutes)))).ToArray();
        await WarmUp.RunAsync(_ => legs[0].RunAsync()).ConfigureAwait(false);
        foreach (var leg in legs) await leg.RunAsync().ConfigureAwait(false);
        var rounds = await Measuring.Rounds.RunAsync(Math.Min(options.Pairs, Rounds), legs).ConfigureAwait(false);
        var costs = legs.Select(leg => rounds.Of(leg).Select(c => c.CpuMicroseconds).ToArray()).ToArray();
        for (var i = 0; i < legs.Length; i++) results.Add(new Figure($"recording of {legs[i].Name}: processor time of a window", Statistics.Median(costs[i]), "µs"));
        results.Add(Figure.AtMost("recording of 24 h: processor time of a window over that of 1 h, median of pairs", Statistics.Median(costs[2].Zip(costs[1], (day, hour) => day / hour)), "", 1.1));
        var peaks = new List<double>();
        foreach (var replay in replays.Skip(1))
        {
            Resident.Settled();
            Resident.ForgetPeak();
            await replay.MeasureAsync(workers, 1).ConfigureAwait(false);
            peaks.Add(Resident.Peak() / 1e6);
        }

        results.Add(Figure.AtMost("peak memory over a recording of 24 h beyond that over 1 h", peaks[1] - peaks[0], "MB", 8));
    }
}
