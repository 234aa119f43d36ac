using EdgeAgent.Core.Control;

namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>What a version has done while it was tried, over all pipelines and over restarts of the agent.</summary>
public sealed record TrialFigures
{
    /// <summary>Seconds of input that it has scored, in stream time, all pipelines together.</summary>
    public double StreamSeconds { get; init; }

    /// <summary>Windows that it scored, those without finite scores included.</summary>
    public long Windows { get; init; }

    /// <summary>Windows that its session failed on.</summary>
    public long Failed { get; init; }

    /// <summary>Windows with a score that was not a finite number.</summary>
    public long NotFinite { get; init; }

    /// <summary>Events that it opened.</summary>
    public long Events { get; init; }

    /// <summary>Median of the time to score one window, in seconds, in the slowest pipeline; 0 before the first.</summary>
    public double LatencyMedian { get; init; }

    /// <summary>99th percentile of the time to score one window, in seconds, in the slowest pipeline; 0 before the first.</summary>
    public double LatencyHigh { get; init; }

    /// <summary>Why it works no more, one sentence; null while it does.</summary>
    public string? Broken { get; init; }

    /// <summary>What one pipeline measured.</summary>
    public static TrialFigures Of(ModelFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return new TrialFigures
        {
            StreamSeconds = figures.Seconds,
            Windows = figures.Windows + figures.NotFinite,
            Failed = figures.Errors,
            NotFinite = figures.NotFinite,
            Events = figures.Events,
            LatencyMedian = figures.Latency.P50,
            LatencyHigh = figures.Latency.P99,
        };
    }

    /// <summary>The sum of two; latencies are the worse of the two.</summary>
    public TrialFigures Add(TrialFigures other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new TrialFigures
        {
            StreamSeconds = StreamSeconds + other.StreamSeconds,
            Windows = Windows + other.Windows,
            Failed = Failed + other.Failed,
            NotFinite = NotFinite + other.NotFinite,
            Events = Events + other.Events,
            LatencyMedian = Math.Max(LatencyMedian, other.LatencyMedian),
            LatencyHigh = Math.Max(LatencyHigh, other.LatencyHigh),
            Broken = Broken ?? other.Broken,
        };
    }
}
