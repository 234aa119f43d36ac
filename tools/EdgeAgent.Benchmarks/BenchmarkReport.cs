namespace EdgeAgent.Benchmarks;

/// <summary>Everything that a run of the benchmark found.</summary>
/// <param name="Utc">When it ended.</param>
/// <param name="Machine">Processor, cores and kernel.</param>
/// <param name="Versions">Of .NET and the native libraries.</param>
/// <param name="Model">The shipped package.</param>
/// <param name="LoadBefore">Load average of a minute before the run: others' work disturbs the figures.</param>
/// <param name="LoadAfter">The same after it.</param>
/// <param name="Comparisons">CPU time and throughput.</param>
/// <param name="Allocations">Managed memory.</param>
internal sealed record BenchmarkReport(
    DateTimeOffset Utc,
    string Machine,
    string Versions,
    string Model,
    double LoadBefore,
    double LoadAfter,
    IReadOnlyList<ComparisonResult> Comparisons,
    IReadOnlyList<AllocationResult> Allocations)
{
    /// <summary>Whether every floor was reached.</summary>
    public bool Met => Comparisons.All(c => c.Met) && Allocations.All(a => a.Met);
}
