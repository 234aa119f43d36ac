using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Levels;
using EdgeAgent.Pipelines.Overload;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Time;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>One epoch of one source with the models that hear it.</summary>
public sealed record EpochJob
{
    /// <summary>Gives the bytes.</summary>
    public required IByteSource Source { get; init; }

    /// <summary>The input, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Stream time of the epoch.</summary>
    public required StreamTimeline Timeline { get; init; }

    /// <summary>What events say of their origin.</summary>
    public required StreamIdentity Identity { get; init; }

    /// <summary>The models; each has its own resampler, windows and events. Used where <see cref="Places"/> is null.</summary>
    public IReadOnlyList<ModelRunner> Models { get; init; } = [];

    /// <summary>Places of models that may change while sound flows (live); null where the models stay (replay).</summary>
    public PipelineModels? Places { get; init; }

    /// <summary>Told of every window's scores; null when nobody asks.</summary>
    public IScoreSink? Scores { get; init; }

    /// <summary>Takes the events of all models, from one thread.</summary>
    public required IEventSink Sink { get; init; }

    /// <summary>Runs the batches.</summary>
    public required InferenceWorkers Workers { get; init; }

    /// <summary>Counts the work.</summary>
    public required StreamCounters Counters { get; init; }

    /// <summary>The clock that busy time is measured with.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Watches the hydrophone; null where nobody asks how it sounds (replay).</summary>
    public SensorWatch? Sensor { get; init; }

    /// <summary>Keeps it from falling behind (live); null where it waits instead.</summary>
    public OverloadControl? Overload { get; init; }

    /// <summary>Is told how long each window took (live); null when nobody asks.</summary>
    public IWindowWatch? Watch { get; init; }

    /// <summary>Takes the sound as it came; null when nobody does.</summary>
    public ISampleTap? Tap { get; init; }

    /// <summary>The part of the epoch whose events are wanted.</summary>
    public AnalysedRange Range { get; init; } = AnalysedRange.Whole;

    /// <summary>Runs each window when it is there (live) instead of filling batches (replay).</summary>
    public bool Prompt { get; init; }

    /// <summary>Whether what follows the source's end was not heard, so that open events close with the reason <c>gap</c>.</summary>
    public bool EndsInGap { get; init; }

    /// <summary>Asked when intake was stopped: whether what follows is declared as a gap (a pause, a restart), so that open events close with the reason <c>gap</c>. Null for never.</summary>
    public Func<bool>? StopIsGap { get; init; }

    /// <summary>Gives the timeline its anchors as sound comes in (live); null where the timeline has its times.</summary>
    public SourceClock? Clock { get; init; }

    /// <summary>Whether a stop finishes what was heard (live) or leaves it (replay: part of a recording is no result).</summary>
    public bool DrainOnStop { get; init; }
}
