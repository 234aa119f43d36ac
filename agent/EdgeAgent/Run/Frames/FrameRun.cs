using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Time;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Run.Evidence;

namespace EdgeAgent.Run.Frames;

/// <summary>What a run of a pipeline that sees needs of the agent.</summary>
/// <param name="Device">The box.</param>
/// <param name="Boot">Names epochs.</param>
/// <param name="Sink">Takes events and gaps.</param>
/// <param name="Evidence">Keeps pictures; null keeps none.</param>
/// <param name="Clock">Dates live epochs.</param>
/// <param name="Progress">Counts what was looked at.</param>
/// <param name="Note">Takes sentences for people.</param>
/// <param name="Time">The clock.</param>
internal sealed record FrameRun(string Device, BootIdentity Boot, IEventSink Sink, LiveEvidence? Evidence, SourceClock Clock, StreamCounters Progress, Action<string> Note, TimeProvider Time)
{
    /// <summary>Keeps requests back while a frame is looked at.</summary>
    public InferencePermit? Permit { get; init; }
}
