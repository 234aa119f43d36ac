using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>The close of an event that waits for its clip, or what must not pass it.</summary>
internal sealed class HeldClose(DetectionEvent? detection, GapRecord? gap)
{
    /// <summary>The event; null for a gap record.</summary>
    public DetectionEvent? Detection { get; set; } = detection;

    /// <summary>The gap record; null for an event.</summary>
    public GapRecord? Gap { get; } = gap;

    /// <summary>Whether it may go on its way.</summary>
    public bool IsReady { get; set; }

    /// <summary>Passes it on.</summary>
    public void Send(IEventSink sink)
    {
        if (Detection is { } detection) sink.Accept(detection);
        if (Gap is { } gap) sink.Accept(gap);
    }
}
