using EdgeAgent.Core.Events;
using EdgeAgent.Pipelines.Aggregation;
using EdgeAgent.Pipelines.Aggregation.Counting;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>Makes published events of intervals: one a label, closed at once. Its stream is time itself: positions are seconds since 1970, so that ids are the same live and replayed, over restarts and epochs.</summary>
internal sealed class CountEventComposer(StreamIdentity stream, IReadOnlyList<string> labels, ModelReference model, string configuration)
{
    private const string StreamId = "counts";

    /// <summary>Id of a label's event of the interval that begins at a time.</summary>
    public string IdOf(int classIndex, DateTimeOffset from) => EventIdentity.Create(stream.Pipeline, StreamId, model, labels[classIndex], from.ToUnixTimeSeconds(), configuration);

    /// <summary>The event of a label.</summary>
    public DetectionEvent Compose(IntervalCount interval, LabelCount label, IReadOnlyList<EventMedia>? media) => new()
    {
        Id = IdOf(label.ClassIndex, interval.From),
        Revision = 0,
        State = EventState.Close,
        Device = stream.Device,
        Pipeline = stream.Pipeline,
        Source = stream.Source,
        Label = labels[label.ClassIndex],
        ClassIndex = label.ClassIndex,
        Onset = interval.From,
        Offset = interval.To,
        DurationSeconds = (interval.To - interval.From).TotalSeconds,
        Stream = new StreamSpan(StreamId, interval.From.ToUnixTimeSeconds(), interval.To.ToUnixTimeSeconds(), 1),
        Score = new EventScore(label.Peak, (float)label.Mean, (int)Math.Min(int.MaxValue, interval.Fields)),
        Count = (int)Math.Min(int.MaxValue, label.Count),
        Counting = new EventCounting
        {
            Low95 = Rounded(label.Low),
            High95 = Rounded(label.High),
            PerCubicMeter = Rounded(label.PerCubicMeter),
            PerCubicMeterLow95 = Rounded(label.LowPerCubicMeter),
            PerCubicMeterHigh95 = Rounded(label.HighPerCubicMeter),
            Fields = interval.Fields,
            AnalysedSquareMillimeters = Rounded(interval.AnalysedSquareMillimeters),
            Coverage = Rounded(interval.Coverage),
            AirCubicMeters = Rounded(interval.AirCubicMeters),
            Excluded = [.. interval.Excluded.Select(e => new EventExclusion(CountCsv.Word(e.Key), e.Value.Fields, Rounded(e.Value.SquareMillimeters)))],
            Crops = label.Crops,
        },
        Model = model,
        Config = configuration,
        Media = media,
        Reason = interval.IsCut ? CloseReason.EndOfInput : null,
        Replay = stream.Replay,
    };

    private static double Rounded(double value) => Math.Round(value, 6);

    private static double? Rounded(double? value) => value is { } known ? Rounded(known) : null;
}
