using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Aggregation.Tracking;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Makes published events of what was seen in frames: names, ids, UTC, the place in a video.</summary>
internal sealed class FrameEventComposer(StreamIdentity stream, StreamTimeline timeline, double framesPerSecond, IReadOnlyList<string> labels, ModelReference model, string configuration)
{
    private FrameEventComposer? _earlier;
    private long _from;

    /// <summary>Is told of every event that opens; null when nobody asks.</summary>
    public Action? Opened { get; init; }

    /// <summary>Positions in a second, nominally.</summary>
    public int Rate => timeline.Rate;

    /// <summary>Display names by class index.</summary>
    public IReadOnlyList<string> Labels => labels;

    /// <summary>When a frame was taken; null where the stream has relative time only.</summary>
    public DateTimeOffset? TimeOf(long position) => timeline.ToUtc(position);

    /// <summary>What another composer makes from a frame on may continue what this one has made before it.</summary>
    /// <returns>The other one.</returns>
    public FrameEventComposer Before(FrameEventComposer next, long from)
    {
        (next._earlier, next._from) = (this, from);
        return next;
    }

    /// <summary>One revision of an object's event.</summary>
    /// <param name="change">What happened to it.</param>
    /// <param name="width">Width of the source image.</param>
    /// <param name="height">Height of the source image.</param>
    /// <param name="alike">Objects of the label that are events now.</param>
    public DetectionEvent Compose(TrackChange change, int width, int height, int alike) =>
        Compose(change.ClassIndex, change.State, change.Revision, change.First, change.Last, change.TrackId, new EventScore(change.Best.Score, change.Mean, change.Detections)) with
        {
            Top = [new EventClass(labels[change.ClassIndex], Rounded(change.Best.Score))],
            Box = BoxOf(change.Box.Within(width, height)),
            Track = new EventTrack(change.TrackId, change.IsStationary, alike, width, height, change.Zones, change.Entered, new EventSight(change.Best.Position, BoxOf(change.Best.Box.Within(width, height)), Rounded(change.Best.Score)), [.. change.Path.Select(Step)]),
            Reason = change.Reason,
            Continues = change.Continues < 0 ? null : IdBefore(change.ClassIndex, change.Continues, change.TrackId),
        };

    /// <summary>One revision of a class's event.</summary>
    /// <param name="change">What happened.</param>
    /// <param name="top">The best classes of its best frame.</param>
    public DetectionEvent Compose(in EventChange change, IReadOnlyList<ClassScore> top) =>
        Compose(change.ClassIndex, change.State, change.Revision, change.First, change.Last, 0, new EventScore(change.Peak, change.Mean, change.Windows)) with
        {
            Top = [.. top.Select(c => new EventClass(labels[c.ClassIndex], Rounded(c.Score)))],
            Reason = change.Reason,
            Continues = change.Continues < 0 ? null : IdOf(change.ClassIndex, change.Continues, 0),
        };

    /// <summary>Id of an event.</summary>
    public string IdOf(int classIndex, long onset, int track) => EventIdentity.Create(stream.Pipeline, timeline.StreamId, model, labels[classIndex], onset, configuration, track);

    // An event that another model began has that model's id.
    private string IdBefore(int classIndex, long onset, int track) => _earlier is { } earlier && onset < _from ? earlier.IdBefore(classIndex, onset, track) : IdOf(classIndex, onset, track);

    private DetectionEvent Compose(int classIndex, EventState state, int revision, long first, long last, int track, EventScore score)
    {
        if (revision == 0) Opened?.Invoke();
        return new DetectionEvent
        {
            Id = IdOf(classIndex, first, track),
            Revision = revision,
            State = state,
            Device = stream.Device,
            Pipeline = stream.Pipeline,
            Source = stream.Source,
            Label = labels[classIndex],
            ClassIndex = classIndex,
            Onset = timeline.ToUtc(first),
            Offset = timeline.EndToUtc(first, last),
            // Stream time's rate is a whole number; cameras with 29.97 or 12.5 frames a second have others.
            DurationSeconds = Math.Round((last - first) / framesPerSecond, 6),
            Stream = new StreamSpan(timeline.StreamId, first, last, timeline.Rate),
            Clock = timeline.ClockAt(first),
            Score = score,
            Model = model,
            Config = configuration,
            Recording = stream.Locate?.Invoke(first, last),
            Replay = stream.Replay,
        };
    }

    private static EventBox BoxOf(in ImageBox box) => new(Tenth(box.Left), Tenth(box.Top), Tenth(box.Width), Tenth(box.Height));

    private static TrackStep Step(TrackPoint point) => new(point.Position, Tenth(point.Box.CenterX), Tenth(point.Box.Bottom));

    private static double Tenth(double value) => Math.Round(value, 1);

    private static double Rounded(float score) => Math.Round(score, 4);
}
