namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>One side of a comparison: medians over the rounds.</summary>
/// <param name="Name">Who it is.</param>
/// <param name="Rate">Units per second on the wall.</param>
/// <param name="CpuMicroseconds">CPU time of a unit, all threads, user and system.</param>
/// <param name="AllocatedBytes">Managed bytes of a unit; 0 for a peer.</param>
/// <param name="WrittenBytes">Bytes of a unit that went to the disk.</param>
internal sealed record Side(string Name, double Rate, double CpuMicroseconds, double AllocatedBytes, double WrittenBytes)
{
    /// <summary>Sums up a leg's rounds.</summary>
    public static Side Of(Rounds rounds, Leg leg)
    {
        var costs = rounds.Of(leg).ToArray();
        return new Side(
            leg.Name,
            Statistics.Median(costs.Select(cost => cost.Rate)),
            Statistics.Median(costs.Select(cost => cost.CpuMicroseconds)),
            Statistics.Median(costs.Select(cost => (double)cost.Allocated / cost.Units)),
            Statistics.Median(costs.Select(cost => (double)cost.Written / cost.Units)));
    }
}
