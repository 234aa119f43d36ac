using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Overload;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>What every model of a live epoch has in common.</summary>
/// <param name="Timeline">Stream time of the epoch.</param>
/// <param name="Identity">What events say of their origin.</param>
/// <param name="Executor">Runs batches.</param>
/// <param name="Sink">Takes events and gaps.</param>
/// <param name="Time">The clock that work is measured with.</param>
/// <param name="Prompt">Runs each window when it is there instead of filling batches.</param>
/// <param name="Scores">Takes the scores of the active models and trials; null when nobody asks.</param>
internal sealed record EpochContext(StreamTimeline Timeline, StreamIdentity Identity, IBatchExecutor Executor, IEventSink Sink, TimeProvider Time, bool Prompt, IScoreSink? Scores)
{
    /// <summary>Times the windows; null when nobody asks.</summary>
    public WindowTiming? Timing { get; init; }

    /// <summary>Says what to leave out when the pipeline can't keep up; null where it always waits.</summary>
    public OverloadControl? Overload { get; init; }
}
