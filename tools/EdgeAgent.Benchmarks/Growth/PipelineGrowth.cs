using EdgeAgent.Benchmarks.Audio;
using EdgeAgent.Benchmarks.Live;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Growth;

/// <summary>One to 64 live pipelines over one session: what each costs, and what of memory.</summary>
internal static class PipelineGrowth
{
    private const int Rate = 48_000;

    private static readonly TimeSpan Block = TimeSpan.FromMilliseconds(100);
    private static readonly int[] Counts = [1, 4, 16, 64];

    /// <summary>Measures.</summary>
    public static async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        var package = PackageReader.Open(options.Model);
        var variant = package.Manifest.Variants.GetValueOrDefault("int8") ?? package.Manifest.Variants["full"];
        using var model = ModelRunner.Open(OnnxRuntimeLibrary.Load(options.Runtime), package, variant, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1 });
        var recording = NoiseRecording.Create(Path.Combine(scratch, "streams.wav"), Rate, minutes: 0.5);
        var streams = new LiveStreams(model, (await File.ReadAllBytesAsync(recording.Path).ConfigureAwait(false)).AsMemory(44), Rate);
        var seconds = Math.Max(6, 12 * options.LegSeconds);
        await streams.RunAsync(4, seconds, Block).ConfigureAwait(false);
        var shares = new List<double>();
        var memory = new List<double>();
        foreach (var count in Counts)
        {
            Resident.Settled();
            Resident.ForgetPeak();
            var cost = await streams.RunAsync(count, seconds, Block).ConfigureAwait(false);
            shares.Add(cost.Cpu.TotalSeconds / (count * seconds) * 100);
            memory.Add(Resident.Peak() / 1e6);
            results.Add(new Figure($"{count} pipelines at 48 kHz: processor of each", shares[^1], "% of a core"));
            results.Add(new Figure($"{count} pipelines: peak memory", memory[^1], "MB"));
        }

        results.Add(Figure.AtMost("processor of each of 64 pipelines over each of 4", shares[3] / shares[1], "", 1.1));
        results.Add(new Figure("memory of one more pipeline, from 16 to 64", (memory[3] - memory[2]) / (Counts[3] - Counts[2]), "MB"));
    }
}
