using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>What is known of an epoch when it begins.</summary>
/// <param name="StreamId">Its name, where the input itself gives one (a recording); null where the agent does.</param>
/// <param name="Anchors">Times that the input itself tells; empty where the clock tells as sound comes in.</param>
/// <param name="Locate">Finds positions [first, last) in recording files; null where there are none.</param>
public sealed record EpochStart(string? StreamId, IReadOnlyList<TimeAnchor> Anchors, Func<long, long, RecordingSpan?>? Locate)
{
    /// <summary>An epoch of a device: named by the agent, timed by the clock.</summary>
    public static EpochStart Live { get; } = new(null, [], null);
}
