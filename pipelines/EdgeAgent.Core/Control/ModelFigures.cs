using EdgeAgent.Core.Events;

namespace EdgeAgent.Core.Control;

/// <summary>What a model has done in a pipeline.</summary>
/// <param name="Model">The model.</param>
public sealed record ModelFigures(ModelReference Model)
{
    /// <summary>Stream time that it has heard, in seconds: sample frames over the source's rate, gaps left out.</summary>
    public required double Seconds { get; init; }

    /// <summary>Windows scored.</summary>
    public required long Windows { get; init; }

    /// <summary>Windows that its session failed on.</summary>
    public required long Errors { get; init; }

    /// <summary>Windows with a score that is not a finite number.</summary>
    public required long NotFinite { get; init; }

    /// <summary>Events opened (a shadow's are counted as if they were published).</summary>
    public required long Events { get; init; }

    /// <summary>Seconds of work: resampling, inference and aggregation.</summary>
    public required double BusySeconds { get; init; }

    /// <summary>From the arrival of a window's last sample in the analysis to its scores.</summary>
    public required LatencyFigures Latency { get; init; }

    /// <summary>What its session failed with last, one sentence; null when nothing went wrong.</summary>
    public string? Problem { get; init; }

    /// <summary>Share of windows with a score that is not a finite number, 0..1; 0 before the first window.</summary>
    public double NotFiniteShare => Windows + NotFinite > 0 ? (double)NotFinite / (Windows + NotFinite) : 0;

    /// <summary>Stream time over work; null before any work.</summary>
    public double? RealTimeFactor => BusySeconds > 0 ? Seconds / BusySeconds : null;
}
