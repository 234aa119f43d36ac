using EdgeAgent.Benchmarks.Reporting;

namespace EdgeAgent.Benchmarks;

/// <summary>A named benchmark: it runs its legs and reports.</summary>
internal interface IBenchmark
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, one line.</summary>
    string Title { get; }

    /// <summary>Runs it.</summary>
    /// <param name="options">How long and where.</param>
    /// <param name="scratch">An empty folder of its own.</param>
    /// <param name="results">Takes what it finds, as it finds it.</param>
    Task RunAsync(BenchmarkOptions options, string scratch, ResultList results);
}
