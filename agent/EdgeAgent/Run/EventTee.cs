using EdgeAgent.Core.Events;

namespace EdgeAgent.Run;

/// <summary>Gives events and gaps to two sinks, the first one first. As thread-safe as they are.</summary>
internal sealed class EventTee(IEventSink first, IEventSink second) : IEventSink
{
    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        first.Accept(detection);
        second.Accept(detection);
    }

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
        first.Accept(gap);
        second.Accept(gap);
    }
}
