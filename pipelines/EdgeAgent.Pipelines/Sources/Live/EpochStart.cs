using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>What is known of an epoch when it begins.</summary>
/// <param name="Timeline">Its name and times, where the input itself tells them (recordings); null where the agent names it and the clock tells the time as sound comes in.</param>
/// <param name="Locate">Finds positions [first, last) in recording files; null where there are none.</param>
public sealed record EpochStart(StreamTimeline? Timeline, Func<long, long, RecordingSpan?>? Locate)
{
    /// <summary>An epoch of a device.</summary>
    public static EpochStart Live { get; } = new(null, null);
}
