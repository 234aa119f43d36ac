namespace EdgeAgent.Core.Control;

/// <summary>How a pipeline's source fares.</summary>
public sealed record SourceFigures
{
    /// <summary>Whether it is away and being waited for.</summary>
    public required bool Missing { get; init; }

    /// <summary>How often it was opened again after a fault.</summary>
    public required long Restarts { get; init; }

    /// <summary>How far its sample clock is off the box's monotonic clock, parts per million, positive is fast; null before it was measured or where the source has times of its own.</summary>
    public double? DriftPpm { get; init; }

    /// <summary>About one standard deviation of <see cref="DriftPpm"/>, ppm.</summary>
    public double? DriftUncertaintyPpm { get; init; }
}
