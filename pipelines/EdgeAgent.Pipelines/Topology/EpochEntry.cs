using EdgeAgent.Pipelines.Overload;
using EdgeAgent.Pipelines.Switching;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>How a model comes into an epoch, and who watches it there.</summary>
internal sealed record EpochEntry
{
    /// <summary>Position of the first sample that it will be given.</summary>
    public long Start { get; init; }

    /// <summary>Position at which its cells begin; windows before it are not scored.</summary>
    public long From { get; init; }

    /// <summary>Whether its scores wait (<see cref="EpochRunner.Release"/>) until the model before it has told its last event.</summary>
    public bool Held { get; init; }

    /// <summary>The events that its own may continue; null when there are none.</summary>
    public Continuation? Continuation { get; init; }

    /// <summary>Measures it; null where nobody asks (replay).</summary>
    public ModelMeter? Meter { get; init; }

    /// <summary>Told of every window's scores; null where nobody asks.</summary>
    public IScoreSink? Scores { get; init; }

    /// <summary>Times its windows; null where nobody asks.</summary>
    public WindowTiming? Timing { get; init; }

    /// <summary>Says what to leave out when the pipeline can't keep up; null where it always waits.</summary>
    public OverloadControl? Overload { get; init; }

    /// <summary>The clock that latency is measured with; used with <see cref="Meter"/>.</summary>
    public TimeProvider? Time { get; init; }
}
