namespace EdgeAgent.Benchmarks;

/// <summary>Legs of both sides that ran beside each other: A B, B A, A B … so that a machine that drifts hits both alike.</summary>
internal sealed class PairedLegs
{
    private readonly List<(LegCost Agent, LegCost Bare)> _pairs = [];

    /// <summary>The pairs.</summary>
    public IReadOnlyList<(LegCost Agent, LegCost Bare)> Pairs => _pairs;

    /// <summary>Runs the pairs.</summary>
    public static async Task<PairedLegs> RunAsync(int pairs, Func<Task<LegCost>> agent, Func<Task<LegCost>> bare)
    {
        var legs = new PairedLegs();
        for (var i = 0; i < pairs; i++)
        {
            if (i % 2 == 0)
            {
                var first = await agent().ConfigureAwait(false);
                legs._pairs.Add((first, await bare().ConfigureAwait(false)));
            }
            else
            {
                var first = await bare().ConfigureAwait(false);
                legs._pairs.Add((await agent().ConfigureAwait(false), first));
            }
        }

        return legs;
    }

    /// <summary>Agent's CPU time of a window over the bare loop's, of each pair.</summary>
    public IEnumerable<double> CpuRatios => _pairs.Select(p => p.Agent.MicrosecondsPerWindow / p.Bare.MicrosecondsPerWindow);

    /// <summary>What a window costs the agent more, in microseconds of CPU time, of each pair.</summary>
    public IEnumerable<double> ExtraMicroseconds => _pairs.Select(p => p.Agent.MicrosecondsPerWindow - p.Bare.MicrosecondsPerWindow);

    /// <summary>Agent's throughput over the bare loops', of each pair.</summary>
    public IEnumerable<double> ThroughputRatios => _pairs.Select(p => p.Agent.Throughput / p.Bare.Throughput);
}
