using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>A revision of an event that waits for its pictures, or an event or a gap that must not pass one.</summary>
/// <param name="detection">The event; null for a gap record.</param>
/// <param name="gap">The gap record; null for an event.</param>
/// <param name="pictures">What is to be kept; null for nothing.</param>
/// <param name="since">When it came, on the clock's monotonic scale.</param>
internal sealed class HeldRevision(DetectionEvent? detection, GapRecord? gap, EventPictures? pictures, long since)
{
    /// <summary>The event; null for a gap record.</summary>
    public DetectionEvent? Detection { get; } = detection;

    /// <summary>The gap record; null for an event.</summary>
    public GapRecord? Gap { get; } = gap;

    /// <summary>What is to be kept; null for nothing.</summary>
    public EventPictures? Pictures { get; } = pictures;

    /// <summary>When it came, on the clock's monotonic scale.</summary>
    public long Since { get; } = since;

    /// <summary>Whether it may go on its way: nothing was to be kept, its pictures are there, or they were given up.</summary>
    public bool IsReady { get; set; } = pictures is null;

    /// <summary>Its pictures on disk; null for none.</summary>
    public IReadOnlyList<EventMedia>? Media { get; set; }
}
