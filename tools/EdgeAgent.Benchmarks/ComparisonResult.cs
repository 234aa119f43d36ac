namespace EdgeAgent.Benchmarks;

/// <summary>One comparison of the agent with the bare loop.</summary>
/// <param name="Name">What was compared.</param>
/// <param name="Windows">Windows of one leg.</param>
/// <param name="Pairs">Pairs of legs.</param>
/// <param name="BareMicroseconds">Median CPU time of a window in the bare loop.</param>
/// <param name="AgentMicroseconds">Median CPU time of a window in the agent.</param>
/// <param name="CpuRatio">Median of the pairs' ratios of CPU time.</param>
/// <param name="LowestCpuRatio">Lowest of them.</param>
/// <param name="HighestCpuRatio">Highest of them.</param>
/// <param name="ExtraMicroseconds">Median of the pairs' differences a window.</param>
/// <param name="ThroughputRatio">Median of the pairs' ratios of throughput on the wall.</param>
/// <param name="Floor">What is asked for.</param>
/// <param name="Met">Whether it was reached.</param>
internal sealed record ComparisonResult(
    string Name,
    long Windows,
    int Pairs,
    double BareMicroseconds,
    double AgentMicroseconds,
    double CpuRatio,
    double LowestCpuRatio,
    double HighestCpuRatio,
    double ExtraMicroseconds,
    double ThroughputRatio,
    string Floor,
    bool Met)
{
    /// <summary>Sums up pairs of legs.</summary>
    public static ComparisonResult Of(string name, PairedLegs legs, string floor, Func<ComparisonResult, bool> met)
    {
        var result = new ComparisonResult(
            name,
            legs.Pairs[0].Agent.Windows,
            legs.Pairs.Count,
            Statistics.Median(legs.Pairs.Select(p => p.Bare.MicrosecondsPerWindow)),
            Statistics.Median(legs.Pairs.Select(p => p.Agent.MicrosecondsPerWindow)),
            Statistics.Median(legs.CpuRatios),
            legs.CpuRatios.Min(),
            legs.CpuRatios.Max(),
            Statistics.Median(legs.ExtraMicroseconds),
            Statistics.Median(legs.ThroughputRatios),
            floor,
            Met: false);
        return result with { Met = met(result) };
    }
}
