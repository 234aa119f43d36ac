using EdgeAgent.Core.Events;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>Counts a model's events; a shadow's go no further.</summary>
internal sealed class CountingSink(ModelMeter meter, IEventSink? next) : IEventSink
{
    /// <inheritdoc/>
    public void Accept(DetectionEvent detection)
    {
        if (detection.Revision == 0) meter.AddEvent();
        next?.Accept(detection);
    }

    /// <inheritdoc/>
    public void Accept(GapRecord gap) => next?.Accept(gap);
}
