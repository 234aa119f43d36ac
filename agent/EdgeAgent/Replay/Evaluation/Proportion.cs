using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>A share with its exact interval.</summary>
/// <param name="Count">How many.</param>
/// <param name="Of">Out of how many.</param>
/// <param name="Value">The share, null when it is a share of nothing.</param>
/// <param name="Low">Lower end of its interval, null as the value.</param>
/// <param name="High">Upper end of its interval, null as the value.</param>
internal sealed record Proportion(int Count, int Of, double? Value, double? Low, double? High)
{
    /// <summary>The share with Clopper and Pearson's interval.</summary>
    public static Proportion From(int count, int of, double confidence)
    {
        if (of == 0) return new Proportion(count, of, null, null, null);
        var (low, high) = ExactIntervals.ClopperPearson(count, of, confidence);
        return new Proportion(count, of, (double)count / of, low, high);
    }
}
