namespace EdgeAgent.Benchmarks.Measuring;

/// <summary>The agent beside one peer.</summary>
/// <param name="Name">What was compared.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Units">How many of them a leg of the agent did.</param>
/// <param name="Pairs">Pairs of legs.</param>
/// <param name="By">What the ratio is of.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Peer">The peer.</param>
/// <param name="Ratio">Agent over peer, of each pair.</param>
/// <param name="Control">The peer over itself, of each pair: the noise. Null where no control ran.</param>
/// <param name="Target">The bound that is asked for; null where the figure only informs.</param>
/// <param name="Met">Whether it was reached.</param>
internal sealed record Comparison(
    string Name, string Unit, long Units, int Pairs, Measure By, Side Agent, Side Peer, Estimate Ratio, Estimate? Control, double? Target, bool? Met)
{
    /// <summary>Sums up rounds.</summary>
    /// <param name="name">What was compared.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="rounds">Rounds of both legs.</param>
    /// <param name="agent">The agent's leg.</param>
    /// <param name="peer">The peer's.</param>
    /// <param name="by">What the ratio is of.</param>
    /// <param name="target">At most this for <see cref="Measure.Cpu"/>, at least this for <see cref="Measure.Rate"/>.</param>
    /// <param name="control">A second leg of the peer in the same rounds.</param>
    public static Comparison Of(string name, string unit, Rounds rounds, Leg agent, Leg peer, Measure by, double? target, Leg? control = null)
    {
        var ratio = Statistics.Estimate(Ratios(rounds, agent, peer, by));
        bool? met = target is { } bound ? by is Measure.Cpu ? ratio.Median <= bound : ratio.Median >= bound : null;
        var noise = control is null ? null : Statistics.Estimate(Ratios(rounds, control, peer, by));
        return new Comparison(name, unit, rounds.Of(agent).First().Units, rounds.Count, by, Side.Of(rounds, agent), Side.Of(rounds, peer), ratio, noise, target, met);
    }

    private static IEnumerable<double> Ratios(Rounds rounds, Leg one, Leg other, Measure by) =>
        rounds.Of(one).Zip(rounds.Of(other), (a, b) => by is Measure.Cpu ? a.CpuMicroseconds / b.CpuMicroseconds : a.Rate / b.Rate);
}
