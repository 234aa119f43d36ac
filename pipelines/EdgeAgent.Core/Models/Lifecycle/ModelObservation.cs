namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>What a model has done in a pipeline since it was put to work there. Counts only grow until another model takes its place.</summary>
public sealed record ModelObservation
{
    /// <summary>Seconds of input that it has scored, in stream time.</summary>
    public double StreamSeconds { get; init; }

    /// <summary>Windows that were given to it, failed ones included.</summary>
    public long Windows { get; init; }

    /// <summary>Windows on which it failed.</summary>
    public long Failed { get; init; }

    /// <summary>Windows with a score that was not a finite number.</summary>
    public long NotFinite { get; init; }

    /// <summary>Windows that were dropped because it was not ready in time.</summary>
    public long Dropped { get; init; }

    /// <summary>Events that it opened.</summary>
    public long Events { get; init; }

    /// <summary>Median of the time to score one window, in seconds; 0 before the first.</summary>
    public double LatencyMedian { get; init; }

    /// <summary>99th percentile of the time to score one window, in seconds; 0 before the first.</summary>
    public double LatencyHigh { get; init; }

    /// <summary>Why it can't go on, one sentence, when its session broke; null otherwise.</summary>
    public string? Broken { get; init; }

    /// <summary>The sum of two pipelines' observations; latencies are the worse of the two.</summary>
    public ModelObservation Add(ModelObservation other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ModelObservation
        {
            StreamSeconds = StreamSeconds + other.StreamSeconds,
            Windows = Windows + other.Windows,
            Failed = Failed + other.Failed,
            NotFinite = NotFinite + other.NotFinite,
            Dropped = Dropped + other.Dropped,
            Events = Events + other.Events,
            LatencyMedian = Math.Max(LatencyMedian, other.LatencyMedian),
            LatencyHigh = Math.Max(LatencyHigh, other.LatencyHigh),
            Broken = Broken ?? other.Broken,
        };
    }
}
