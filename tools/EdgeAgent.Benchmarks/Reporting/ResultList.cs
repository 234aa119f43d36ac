using System.Runtime.InteropServices;
using EdgeAgent.Benchmarks.Measuring;

namespace EdgeAgent.Benchmarks.Reporting;

/// <summary>Takes what a benchmark finds, and says each figure as it comes.</summary>
internal sealed class ResultList(IBenchmark benchmark)
{
    private readonly List<Comparison> _comparisons = [];
    private readonly List<Figure> _figures = [];
    private readonly List<string> _versions = [RuntimeInformation.FrameworkDescription];
    private readonly double _load = Machine.Load;
    private readonly long _began = TimeProvider.System.GetTimestamp();

    /// <summary>Adds what was used, with its version.</summary>
    public void Used(string version)
    {
        if (!_versions.Contains(version, StringComparer.Ordinal)) _versions.Add(version);
    }

    /// <summary>Adds a comparison.</summary>
    public void Add(Comparison found)
    {
        _comparisons.Add(found);
        Console.Error.WriteLine(FormattableString.Invariant(
            $"{benchmark.Name}: {found.Name}: agent {found.Agent.Rate:F1}, {found.Peer.Name} {found.Peer.Rate:F1} {found.Unit}/s; CPU {found.Agent.CpuMicroseconds:F2}, {found.Peer.CpuMicroseconds:F2} µs; {found.By} ratio {found.Ratio.Median:F3} ({found.Ratio.Low:F3} … {found.Ratio.High:F3})"));
    }

    /// <summary>Adds a figure.</summary>
    public void Add(Figure found)
    {
        _figures.Add(found);
        Console.Error.WriteLine(FormattableString.Invariant($"{benchmark.Name}: {found.Name}: {found.Value:0.###} {found.Unit}"));
    }

    /// <summary>The result.</summary>
    public BenchmarkResult End() => new(
        benchmark.Name, benchmark.Title, TimeProvider.System.GetUtcNow(), Machine.Description, string.Join(", ", _versions), _load, Machine.Load,
        TimeProvider.System.GetElapsedTime(_began).TotalSeconds, _comparisons, _figures);
}
