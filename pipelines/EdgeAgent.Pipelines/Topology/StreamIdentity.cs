using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>What every event of a stream says of where it comes from.</summary>
/// <param name="Device">The box.</param>
/// <param name="Pipeline">The pipeline; part of event ids.</param>
/// <param name="Source">The hydrophone or recorder.</param>
/// <param name="Channel">Channel that is read, from 1; 0 when the channels are averaged.</param>
/// <param name="Replay">Whether the stream is a recording.</param>
/// <param name="Locate">Finds positions [first, last) in recording files; null when live.</param>
public sealed record StreamIdentity(
    string Device,
    string Pipeline,
    string Source,
    int Channel,
    bool Replay,
    Func<long, long, RecordingSpan?>? Locate = null);
