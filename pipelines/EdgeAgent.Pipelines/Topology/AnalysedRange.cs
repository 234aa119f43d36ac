namespace EdgeAgent.Pipelines.Topology;

/// <summary>The part of an epoch whose events are wanted: a shard owns the events whose onset lies in it.</summary>
/// <param name="From">First owned position, in sample frames.</param>
/// <param name="To">End of the owned positions, exclusive.</param>
/// <param name="LeadIn">Position from which windows are scored, ≤ <paramref name="From"/>: what comes before may reach into the range.</param>
public readonly record struct AnalysedRange(long From, long To, long LeadIn)
{
    /// <summary>The whole epoch.</summary>
    public static AnalysedRange Whole { get; } = new(0, long.MaxValue, 0);
}
