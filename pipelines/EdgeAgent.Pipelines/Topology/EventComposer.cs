using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Switching;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Makes published events of event changes: names, ids, UTC and the place in a recording.</summary>
internal sealed class EventComposer(StreamIdentity stream, StreamTimeline timeline, IReadOnlyList<string> labels, ModelReference model, string configuration)
{
    /// <summary>Rules by class index; used with <see cref="Continuation"/>.</summary>
    public IReadOnlyList<EventRules> Rules { get; init; } = [];

    /// <summary>Events of the model before that these may continue; null when there are none.</summary>
    public Continuation? Continuation { get; set; }

    /// <summary>W3C trace context of the window that the events are made of; null for most windows.</summary>
    public string? Traceparent { get; set; }

    /// <summary>Composes one revision.</summary>
    public DetectionEvent Compose(in EventChange change)
    {
        var label = labels[change.ClassIndex];
        return new DetectionEvent
        {
            Id = IdOf(label, change.First),
            Revision = change.Revision,
            State = change.State,
            Device = stream.Device,
            Pipeline = stream.Pipeline,
            Source = stream.Source,
            Label = label,
            ClassIndex = change.ClassIndex,
            Onset = timeline.ToUtc(change.First),
            Offset = timeline.EndToUtc(change.First, change.Last),
            DurationSeconds = Math.Round((double)(change.Last - change.First) / timeline.Rate, 6),
            Stream = new StreamSpan(timeline.StreamId, change.First, change.Last, timeline.Rate),
            Clock = timeline.ClockAt(change.First),
            Score = new EventScore(change.Peak, change.Mean, change.Windows),
            Model = model,
            Config = configuration,
            Recording = stream.Locate?.Invoke(change.First, change.Last),
            Reason = change.Reason,
            Continues = change.Continues < 0 ? Continued(label, change) : IdOf(label, change.Continues),
            Replay = stream.Replay,
            Traceparent = Traceparent,
        };
    }

    private string? Continued(string label, in EventChange change) =>
        Continuation?.IdFor(label, change, (long)Math.Round(Rules[change.ClassIndex].MergeGapSeconds * timeline.Rate));

    private string IdOf(string label, long onset) =>
        EventIdentity.Create(stream.Pipeline, timeline.StreamId, model, label, onset, configuration);
}
