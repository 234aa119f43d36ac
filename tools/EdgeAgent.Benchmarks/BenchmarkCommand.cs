using EdgeAgent.Benchmarks.Audio;
using EdgeAgent.Benchmarks.Counting;
using EdgeAgent.Benchmarks.Delivery;
using EdgeAgent.Benchmarks.Growth;
using EdgeAgent.Benchmarks.Images;
using EdgeAgent.Benchmarks.Live;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Benchmarks.Starting;
using EdgeAgent.Core.Models;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Interop.Sqlite;
using EdgeAgent.Pipelines.Sources;

namespace EdgeAgent.Benchmarks;

/// <summary>Runs benchmarks by their names and writes the report.</summary>
internal static class BenchmarkCommand
{
    private static readonly IReadOnlyList<IBenchmark> All =
    [
        new AudioBenchmark(), new TinyBenchmark(), new ReplayBenchmark(), new PythonBenchmark(), new FeaturesBenchmark(), new ResampleBenchmark(),
        new CommitBenchmark(), new PublishBenchmark(), new BacklogBenchmark(), new DecodeBenchmark(), new LetterboxBenchmark(), new LiveBenchmark(), new StreamsBenchmark(), new SwapBenchmark(), new GrowthBenchmark(), new CountBenchmark(), new StartBenchmark(),
    ];

    /// <summary>Runs what the command line asks for.</summary>
    /// <returns>0; 1 when it can't be run, or a target is missed and that is to be a failure; 2 for a command line that can't be understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        // The benchmark of the backlog runs itself as a child, whose memory is the agent's alone.
        if (arguments.Count > 0 && arguments[0] == BacklogWorker.Verb) return await BacklogWorker.RunAsync([.. arguments.Skip(1)]).ConfigureAwait(false);
        if (arguments.Contains("--help"))
        {
            Console.WriteLine(BenchmarkOptions.Usage);
            Console.WriteLine();
            foreach (var benchmark in All) Console.WriteLine($"  {benchmark.Name,-10} {benchmark.Title}");
            return 0;
        }

        try
        {
            return await RunAsync(BenchmarkOptions.Parse(arguments)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is BenchmarkException or ModelException or OrtException or NativeLibraryException or SourceException or SqliteException or EventStoreException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            return error is BenchmarkException { IsUsage: true } ? 2 : 1;
        }
    }

    private static async Task<int> RunAsync(BenchmarkOptions options)
    {
        if (options.Names.FirstOrDefault(name => All.All(benchmark => benchmark.Name != name)) is { } unknown)
            throw new BenchmarkException($"There is no benchmark {unknown}; there are {string.Join(", ", All.Select(benchmark => benchmark.Name))}.", usage: true);
        var report = Report.Read(options.Out);
        var met = true;
        foreach (var benchmark in All.Where(benchmark => !options.Markdown && (options.Names.Count == 0 || options.Names.Contains(benchmark.Name, StringComparer.Ordinal))))
        {
            var scratch = Directory.CreateTempSubdirectory("edge-bench-").FullName;
            try
            {
                var results = new ResultList(benchmark);
                await benchmark.RunAsync(options, scratch, results).ConfigureAwait(false);
                var result = results.End();
                met &= result.Met;
                report = report.With(result, All.Select(b => b.Name).ToList());
                report.Write(options.Out);
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        }

        Console.Write(ReportMarkdown.Write(report));
        return met || !options.Check ? 0 : 1;
    }
}
