using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>Keeps pictures of events.</summary>
public interface ISnapshotStore
{
    /// <summary>Keeps a picture; must not wait for a disk.</summary>
    /// <param name="eventId">The event that it belongs to.</param>
    /// <param name="kind"><c>snapshot</c> or <c>crop</c>.</param>
    /// <param name="position">Video frame of the epoch that it shows.</param>
    /// <param name="owned">A JPEG file; belongs to the store from now on.</param>
    /// <returns>What the event says of it; null where it is not kept.</returns>
    EventMedia? Keep(string eventId, string kind, long position, byte[] owned);
}
