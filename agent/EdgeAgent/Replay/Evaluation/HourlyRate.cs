using EdgeAgent.Core.Statistics;

namespace EdgeAgent.Replay.Evaluation;

/// <summary>Events per hour with their exact interval.</summary>
/// <param name="Count">How many.</param>
/// <param name="Hours">In how many hours.</param>
/// <param name="PerHour">The rate, null when there was no such time.</param>
/// <param name="Low">Lower end of its interval, null as the rate.</param>
/// <param name="High">Upper end of its interval, null as the rate.</param>
internal sealed record HourlyRate(int Count, double Hours, double? PerHour, double? Low, double? High)
{
    /// <summary>The rate with Garwood's Poisson interval.</summary>
    public static HourlyRate From(int count, double hours, double confidence)
    {
        if (hours <= 0) return new HourlyRate(count, 0, null, null, null);
        var (low, high) = ExactIntervals.Garwood(count, confidence);
        return new HourlyRate(count, hours, count / hours, low / hours, high / hours);
    }
}
