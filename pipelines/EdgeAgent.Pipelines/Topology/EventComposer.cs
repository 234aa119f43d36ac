using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Aggregation;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Makes published events of event changes: names, ids, UTC and the place in a recording.</summary>
internal sealed class EventComposer(StreamIdentity stream, StreamTimeline timeline, IReadOnlyList<string> labels, ModelReference model, string configuration)
{
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
            Continues = change.Continues < 0 ? null : IdOf(label, change.Continues),
            Replay = stream.Replay,
        };
    }

    private string IdOf(string label, long onset) =>
        EventIdentity.Create(stream.Pipeline, timeline.StreamId, model, label, onset, configuration);
}
