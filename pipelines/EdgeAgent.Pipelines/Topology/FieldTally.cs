using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Evidence;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Aggregation.Counting;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Frames.Snapshots;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>
/// Counts the objects in the fields of view of one pipeline, over all its epochs: decides which fields count, keeps pictures of what was counted, and tells each interval as events, one a label.
/// The same fields give the same events, live and replayed.
/// </summary>
/// <remarks>One thread at a time. It waits for the disk: still images wait with it, and a camera's oldest frames are dropped and declared.</remarks>
public sealed class FieldTally : IDisposable
{
    private readonly CountOptions _options;
    private readonly TrackRules _rules;
    private readonly IReadOnlyList<string> _labels;
    private readonly StreamIdentity _identity;
    private readonly IEventSink _sink;
    private readonly IEvidenceStore? _evidence;
    private readonly CountEventComposer _composer;
    private readonly FieldIntervals _intervals;
    private readonly FieldJudge _judge;
    private readonly CropTaker? _crops;
    private readonly List<Detection> _counted = [];

    /// <summary>Begins to count.</summary>
    /// <param name="labels">Labels by class index.</param>
    /// <param name="model">The model that finds the objects.</param>
    /// <param name="options">The rules; <see cref="FrameEventOptions.Counting"/> is among them.</param>
    /// <param name="identity">What events say of their origin.</param>
    /// <param name="sink">Takes events, and gap records of fields that can't be counted.</param>
    /// <param name="evidence">Keeps pictures and lists of fields; null keeps none.</param>
    /// <param name="ledger">Keeps the open interval over restarts; null where nothing needs to (replay).</param>
    public FieldTally(IReadOnlyList<string> labels, ModelReference model, FrameEventOptions options, StreamIdentity identity, IEventSink sink, IEvidenceStore? evidence, FieldLedger? ledger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(labels);
        _options = options.Counting ?? throw new ArgumentException("nothing says how fields are counted", nameof(options));
        if (_options.Problem() is { } problem) throw new ArgumentException(problem, nameof(options));
        (_rules, _labels, _identity, _sink, _evidence) = (options.Tracks, labels, identity, sink, evidence);
        _composer = new CountEventComposer(identity, labels, model, options.Digest(labels));
        _judge = new FieldJudge(_options);
        _crops = evidence is not null && _options.MaxCrops > 0 && OpenCvLibrary.WhyMissing() is null ? new CropTaker(_options.CropMargin) : null;
        _intervals = new FieldIntervals(_options, labels.Count, ledger, Tell);
        if (ledger?.Foreign is { Count: > 0 } lost)
            sink.Accept(new GapRecord(identity.Pipeline, identity.Source, "rules-changed", lost.Min(f => f.Time), lost.Max(f => f.Time), null, $"{lost.Count} fields were counted under other rules and are not told"));
        _intervals.Resume();
    }

    /// <summary>Told of each field once it is counted or left out; null when nobody asks.</summary>
    public Action<FieldCount>? Counted { get; init; }

    /// <summary>Fields that count so far, and those that do not.</summary>
    public (long Counting, long Excluded) Fields { get; private set; }

    /// <summary>The input ends.</summary>
    /// <param name="tells">Whether the open interval is told as it is (a recording ends); otherwise it goes on after a restart.</param>
    public void Finish(bool tells) => _intervals.Finish(tells);

    /// <inheritdoc/>
    public void Dispose() => _crops?.Dispose();

    /// <summary>Counts a frame as a field of view.</summary>
    /// <param name="result">What was seen in it.</param>
    /// <param name="time">When it was taken; null where nobody knows.</param>
    /// <param name="name">Its file; null for video.</param>
    internal void Add(in FrameResult result, DateTimeOffset? time, string? name)
    {
        var layout = result.Frame.Layout;
        if (time is not { } taken)
        {
            Declare("undated", null, $"{name ?? "a frame"} has no time, and belongs to no interval");
            return;
        }

        if (_intervals.IsKnown(name, taken)) return;
        if (!_intervals.Enter(taken))
        {
            Declare("late-field", taken, $"{name ?? "a frame"} came when its interval had been told, and is not counted");
            return;
        }

        Choose(result.Detections, layout.Width, layout.Height);
        var reading = result.Fault is null ? _judge.Judge(result.Frame.View, Cover(layout)) : new FieldReading(FieldExclusion.Faulty, 0, 0);
        var labels = new FieldLabel[_labels.Count];
        if (reading.Exclusion == FieldExclusion.None) Sum(result.Frame, taken, labels);
        var field = new FieldCount(taken, layout.Width, layout.Height, labels, reading.Exclusion) { Name = name, Sharpness = Math.Round(reading.Sharpness, 4), Likeness = Math.Round(reading.Likeness, 4) };
        _intervals.Add(field);
        Fields = reading.Exclusion == FieldExclusion.None ? (Fields.Counting + 1, Fields.Excluded) : (Fields.Counting, Fields.Excluded + 1);
        Counted?.Invoke(field);
    }

    // As a track is an event by its median score, an object counts by its score; limits and masks are the same.
    private void Choose(ReadOnlySpan<Detection> detections, int width, int height)
    {
        _counted.Clear();
        foreach (var found in detections)
        {
            var (limits, box) = (_rules.LimitsOf(found.ClassIndex), found.Box);
            var (x, y) = (box.CenterX / width, box.CenterY / height);
            if (!limits.Report || found.Score < limits.ConfirmScore || box.Width <= 0 || box.Height <= 0 || x is < 0 or >= 1 || y is < 0 or >= 1) continue;
            var (part, ratio) = (box.Area / ((float)width * height), box.Width / box.Height);
            if (part < limits.MinArea || part > limits.MaxArea || ratio < limits.MinRatio || ratio > limits.MaxRatio) continue;
            if (_rules.Masks.Any(mask => mask.Contains(x, y))) continue;
            _counted.Add(found);
        }
    }

    private double Cover(FrameLayout layout)
    {
        var sum = 0.0;
        foreach (var found in _counted) sum += found.Box.Within(layout.Width, layout.Height).Area;
        return sum / ((double)layout.Width * layout.Height);
    }

    private void Sum(VideoFrame frame, DateTimeOffset time, FieldLabel[] labels)
    {
        _crops?.Begin();
        foreach (var found in _counted)
        {
            var label = labels[found.ClassIndex];
            var kept = _crops is not null && _intervals.Open!.CropsOf(found.ClassIndex) + label.Crops < _options.MaxCrops && Keep(frame, found, time, label.Crops);
            labels[found.ClassIndex] = new FieldLabel(label.Count + 1, Math.Max(label.Peak, found.Score), label.ScoreSum + found.Score, label.Crops + (kept ? 1 : 0));
        }
    }

    // The name tells the interval's event and a number: objects of one field have one time.
    private bool Keep(VideoFrame frame, in Detection found, DateTimeOffset time, int inField)
    {
        try
        {
            var number = _intervals.Open!.CropsOf(found.ClassIndex) + inField;
            var item = new EvidenceItem
            {
                Kind = PictureKeeper.Crop, Pipeline = _identity.Pipeline, Label = _labels[found.ClassIndex],
                Id = $"{_composer.IdOf(found.ClassIndex, _intervals.Open.From)[..4]}{number:x4}", Extension = "png", Time = time, Score = found.Score,
            };
            return _evidence!.Write(item, _crops!.Take(frame, found.Box)).Media is not null;
        }
        catch (OpenCvException)
        {
            // Counted as an object without a picture.
            return false;
        }
    }

    private void Tell(IntervalCount interval, IReadOnlyList<FieldCount> fields)
    {
        var media = List(interval, fields);
        foreach (var label in interval.Labels)
            if (_rules.LimitsOf(label.ClassIndex).Report) _sink.Accept(_composer.Compose(interval, label, media));
    }

    private EventMedia[]? List(IntervalCount interval, IReadOnlyList<FieldCount> fields)
    {
        if (_evidence is null) return null;
        var text = new StringBuilder(CountCsv.FieldHeader(_labels)).Append('\n');
        foreach (var field in fields) text.Append(CountCsv.FieldLine(field, _options.Sampler)).Append('\n');
        var item = new EvidenceItem { Kind = "fields", Pipeline = _identity.Pipeline, Label = "fields", Id = _composer.IdOf(0, interval.From), Extension = "csv", Time = interval.From };
        return _evidence.Write(item, Encoding.UTF8.GetBytes(text.ToString())).Media is { } media ? [media] : null;
    }

    private void Declare(string cause, DateTimeOffset? at, string detail) => _sink.Accept(new GapRecord(_identity.Pipeline, _identity.Source, cause, at, at, null, detail));
}
