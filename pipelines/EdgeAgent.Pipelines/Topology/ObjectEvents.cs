using EdgeAgent.Core.Events;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Aggregation.Tracking;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Frames.Snapshots;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Objects in frames as events: each that is followed is one, with its way, its zones and its best picture.</summary>
/// <param name="rules">How objects are followed.</param>
/// <param name="framesPerSecond">Video frames a second.</param>
/// <param name="composer">Makes the events.</param>
/// <param name="sink">Takes them.</param>
/// <param name="snapshots">Takes pictures; null where none are kept.</param>
internal sealed class ObjectEvents(TrackRules rules, double framesPerSecond, FrameEventComposer composer, IEventSink sink, SnapshotTaker? snapshots) : IFrameAggregation
{
    private readonly List<TrackChange> _changes = [];
    private readonly IPictureSink? _pictures = sink as IPictureSink;
    private ObjectTracker? _tracker;
    private int _width;
    private int _height;

    /// <inheritdoc/>
    public void Add(in FrameResult result)
    {
        var (frame, layout) = (result.Frame, result.Frame.Layout);
        if (_tracker is null || layout.Width != _width || layout.Height != _height) Resize(layout.Width, layout.Height);
        _tracker!.Add(frame.Position, result.Detections, _changes);
        if (snapshots is not null)
        {
            foreach (var track in _tracker.Tracks)
            {
                if (!track.IsOpen || track.LastSeen != frame.Position) continue;
                track.EventId ??= composer.IdOf(track.ClassIndex, track.First, track.Id);
                snapshots.Look(frame, track.EventId, track, composer.Labels[track.ClassIndex], framesPerSecond);
            }
        }

        Send();
    }

    /// <inheritdoc/>
    public void Still(long position)
    {
        _tracker?.Hold(position, _changes);
        Send();
    }

    /// <inheritdoc/>
    public void Finish(string reason)
    {
        _tracker?.End(reason, _changes);
        Send();
    }

    // Boxes of one size of the picture say nothing in another one; numbers of objects go on.
    private void Resize(int width, int height)
    {
        var firstId = _tracker?.NextId ?? 1;
        _tracker?.End("picture-size", _changes);
        Send();
        (_tracker, _width, _height) = (new ObjectTracker(rules, framesPerSecond, width, height, firstId), width, height);
    }

    private void Send()
    {
        foreach (var change in _changes)
        {
            var detection = composer.Compose(change, _width, _height, _tracker!.OpenOf(change.ClassIndex));
            if (_pictures is not null && snapshots?.Tell(detection.Id, change.State) is { } taken)
                _pictures.Accept(detection, new EventPictures(taken.Annotated, taken.Crop, composer.TimeOf(taken.Position), taken.Position / framesPerSecond));
            else sink.Accept(detection);
        }

        _changes.Clear();
    }
}
