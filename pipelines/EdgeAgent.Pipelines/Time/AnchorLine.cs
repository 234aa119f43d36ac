namespace EdgeAgent.Pipelines.Time;

/// <summary>A line of the anchor log. Read in order, each line takes the place of all of its stream at its position or behind it.</summary>
public sealed record AnchorLine
{
    /// <summary>The epoch.</summary>
    public required string Stream { get; init; }

    /// <summary>Nominal sample frames a second.</summary>
    public required int Rate { get; init; }

    /// <summary>Sample frames since the epoch began.</summary>
    public required long Position { get; init; }

    /// <summary>When that position was recorded, UTC, to 100 ns.</summary>
    public required DateTime Utc { get; init; }

    /// <summary>How much faster than nominal positions count from here on, ppm; 1 000 000 (half speed) while a time that was late is made up for.</summary>
    public required double Ppm { get; init; }

    /// <summary>The monotonic clock when the anchor was taken, seconds since the box was started.</summary>
    public required double MonotonicSeconds { get; init; }

    /// <summary>Whether the wall clock was disciplined.</summary>
    public required bool Synchronized { get; init; }

    /// <summary>Estimated error of the wall clock, seconds; absent when unknown.</summary>
    public double? OffsetSeconds { get; init; }

    /// <summary>The measured rate of the source, ppm.</summary>
    public required double MeasuredPpm { get; init; }

    /// <summary>Its uncertainty, ppm.</summary>
    public required double MeasuredUncertainty { get; init; }

    /// <summary>Whether the wall clock was set before this anchor.</summary>
    public bool Step { get; init; }
}
