using EdgeAgent.Benchmarks.Measuring;

namespace EdgeAgent.Benchmarks.Reporting;

/// <summary>What one benchmark found.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Title">What it measures.</param>
/// <param name="Utc">When it ended.</param>
/// <param name="Machine">Processor, cores and kernel.</param>
/// <param name="Versions">Of .NET and what was used.</param>
/// <param name="LoadBefore">Load average of a minute before the run: others' work disturbs the figures.</param>
/// <param name="LoadAfter">The same after it.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Comparisons">The agent beside its peers.</param>
/// <param name="Figures">What has no peer.</param>
internal sealed record BenchmarkResult(
    string Name,
    string Title,
    DateTimeOffset Utc,
    string Machine,
    string Versions,
    double LoadBefore,
    double LoadAfter,
    double Seconds,
    IReadOnlyList<Comparison> Comparisons,
    IReadOnlyList<Figure> Figures)
{
    /// <summary>Whether every target was reached.</summary>
    public bool Met => Comparisons.All(comparison => comparison.Met ?? true) && Figures.All(figure => figure.Met ?? true);
}
