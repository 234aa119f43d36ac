using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>Takes events with their pictures.</summary>
public interface IPictureSink : IEventSink
{
    /// <summary>Takes a revision of an event with pictures that are better than those before; must not wait for a disk.</summary>
    /// <param name="detection">The revision; what is kept of the pictures becomes its media.</param>
    /// <param name="pictures">The pictures.</param>
    void Accept(DetectionEvent detection, EventPictures pictures);
}
