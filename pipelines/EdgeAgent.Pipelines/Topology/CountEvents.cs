using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Gives the frames of one epoch to the tally of its pipeline, each as a field of view.</summary>
internal sealed class CountEvents(FieldTally tally, StreamTimeline timeline, Func<long, FieldOrigin?>? origin) : IFrameAggregation
{
    /// <inheritdoc/>
    public void Add(in FrameResult result) => Count(result);

    /// <inheritdoc/>
    public void Distrust(in FrameResult result) => Count(result);

    // Counting and a motion gate exclude each other: a place where nothing moves is a duplicate, and its pixels say so.
    /// <inheritdoc/>
    public void Still(long position)
    {
    }

    // Intervals go on over epochs.
    /// <inheritdoc/>
    public void Finish(string reason)
    {
    }

    private void Count(in FrameResult result)
    {
        var from = origin?.Invoke(result.Frame.Position);
        tally.Add(result, from?.Time ?? timeline.ToUtc(result.Frame.Position), from?.Name);
    }
}
