using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.Soxr;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Benchmarks;

/// <summary>Runs every measurement and writes the report.</summary>
internal static class BenchmarkCommand
{
    private const int ModelRate = 10_000;
    private const int RecorderRate = 48_000;

    /// <summary>Runs the benchmark.</summary>
    /// <returns>0; 1 when it can't be run, or a floor is missed and that is to be a failure; 2 for a command line that can't be understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(BenchmarkOptions.Usage);
            return 0;
        }

        try
        {
            var options = BenchmarkOptions.Parse(arguments);
            var scratch = Directory.CreateTempSubdirectory("edge-bench-").FullName;
            try
            {
                var report = await MeasureAsync(options, scratch).ConfigureAwait(false);
                Write(report, options.Out);
                return report.Met || !options.Check ? 0 : 1;
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
        catch (Exception error) when (error is BenchmarkException or ModelException or OrtException or NativeLibraryException or SourceException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return error is BenchmarkException && error.Message.Contains(BenchmarkOptions.Usage, StringComparison.Ordinal) ? 2 : 1;
        }
    }

    private static async Task<BenchmarkReport> MeasureAsync(BenchmarkOptions options, string scratch)
    {
        var library = OnnxRuntimeLibrary.Load(options.Runtime);
        var load = Machine.Load;
        var tiny = TinyPackage.Create(Path.Combine(scratch, "tiny"), ModelRate, windowSamples: 4096, hopSamples: 1024);
        var plain = NoiseRecording.Create(Path.Combine(scratch, "plain.wav"), ModelRate, options.Minutes);
        var fast = NoiseRecording.Create(Path.Combine(scratch, "fast.wav"), RecorderRate, options.Minutes);
        var comparisons = new List<ComparisonResult>();
        var allocations = new List<AllocationResult>();
        string shipped;
        using (var subject = new BenchmarkSubject(library, options, options.Model))
        {
            shipped = $"{subject.Name} ({subject.Provider})";
            await CompareAsync(subject, plain, "10 kHz", "CPU ≤ 1.05", c => c.CpuRatio <= 1.05).ConfigureAwait(false);
            await CompareAsync(subject, fast, "48 kHz resampled", "CPU ≤ 1.05", c => c.CpuRatio <= 1.05).ConfigureAwait(false);
            comparisons.Add(Say(await subject.CompareTwoCoresAsync(plain).ConfigureAwait(false)));
            allocations.Add(Say(await subject.CountAllocationsAsync(plain, jobs: 1).ConfigureAwait(false)));
        }

        using (var subject = new BenchmarkSubject(library, options, tiny))
        {
            await CompareAsync(subject, plain, "10 kHz", "≤ +10 µs", c => c.ExtraMicroseconds <= 10).ConfigureAwait(false);
            await CompareAsync(subject, fast, "48 kHz resampled", "≤ +10 µs", c => c.ExtraMicroseconds <= 10).ConfigureAwait(false);
            foreach (var recording in new[] { plain, fast })
                foreach (var jobs in new[] { 1, 2 })
                    allocations.Add(Say(await subject.CountAllocationsAsync(recording, jobs).ConfigureAwait(false)));
        }

        return new BenchmarkReport(
            TimeProvider.System.GetUtcNow(), Machine.Description,
            $"ONNX Runtime {library.Version}, {SoxrLibrary.Version}, {RuntimeInformation.FrameworkDescription}",
            shipped, load, Machine.Load, comparisons, allocations);

        async Task CompareAsync(BenchmarkSubject subject, NoiseRecording recording, string rate, string floor, Func<ComparisonResult, bool> met) =>
            comparisons.Add(Say(await subject.CompareAsync(recording, $"{subject.Name}, {rate}", floor, met).ConfigureAwait(false)));
    }

    private static ComparisonResult Say(ComparisonResult result)
    {
        Console.Error.WriteLine(FormattableString.Invariant($"{result.Name}: bare {result.BareMicroseconds:F2}, agent {result.AgentMicroseconds:F2} µs/window; CPU ratio {result.CpuRatio:F3}, throughput ratio {result.ThroughputRatio:F3}"));
        return result;
    }

    private static AllocationResult Say(AllocationResult result)
    {
        Console.Error.WriteLine(FormattableString.Invariant($"{result.Name}: {result.BytesPerWindow:F3} bytes/window"));
        return result;
    }

    private static void Write(BenchmarkReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        var markdown = BenchmarkMarkdown.Write(report);
        File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(report, BenchmarkJson.Default.BenchmarkReport));
        File.WriteAllText(Path.Combine(folder, "results.md"), markdown);
        Console.Write(markdown);
    }
}
