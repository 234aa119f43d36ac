namespace EdgeAgent.Core.Events;

/// <summary>Where a pipeline's events and gaps go. Called from one thread at a time, in order.</summary>
public interface IEventSink
{
    /// <summary>Takes one revision of an event.</summary>
    void Accept(DetectionEvent detection);

    /// <summary>Takes a declared gap.</summary>
    void Accept(GapRecord gap);
}
