namespace EdgeAgent.Core.Time;

/// <summary>How far a source's sample clock is off its nominal rate, against the box's monotonic clock.</summary>
/// <param name="Ppm">Parts per million; positive is fast.</param>
/// <param name="Uncertainty">About one standard deviation of it, ppm.</param>
public readonly record struct RateEstimate(double Ppm, double Uncertainty)
{
    /// <summary>A source that was never measured: sample clocks of sound cards are within ± 100 ppm.</summary>
    public static RateEstimate Unmeasured { get; } = new(0, 100);
}
