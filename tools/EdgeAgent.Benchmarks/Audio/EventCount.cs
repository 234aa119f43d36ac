using EdgeAgent.Core.Events;

namespace EdgeAgent.Benchmarks.Audio;

/// <summary>Counts events and keeps none.</summary>
internal sealed class EventCount : IEventSink
{
    /// <summary>Revisions so far.</summary>
    public long Revisions { get; private set; }

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection) => Revisions++;

    /// <inheritdoc/>
    public void Accept(GapRecord gap)
    {
    }
}
