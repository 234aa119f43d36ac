using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Frames.Snapshots;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Pipelines.Topology;

/// <summary>
/// Makes events of what is seen in the frames of one epoch: objects are followed (<see cref="ObjectEvents"/>), classes of whole pictures make events as labels of sound do (<see cref="SceneEvents"/>).
/// The same frames give the same events, live and replayed.
/// </summary>
/// <remarks>One thread at a time, after <see cref="Begin"/>.</remarks>
public sealed class FrameEvents : IFrameSink
{
    private ImageModel _model;
    private FrameEventOptions _options;
    private readonly StreamIdentity _identity;
    private readonly IEventSink _sink;
    private readonly SnapshotTaker? _snapshots;
    private readonly LossLedger? _losses;
    private IFrameAggregation? _aggregation;
    private FrameEventComposer? _composer;
    private StreamTimeline? _timeline;
    private double _framesPerSecond;
    private string? _fault;

    /// <summary>Makes the events of one epoch.</summary>
    /// <param name="model">The model that looks.</param>
    /// <param name="options">The rules.</param>
    /// <param name="identity">What events say of their origin.</param>
    /// <param name="sink">Takes events, and the gap records of frames that were not looked at.</param>
    /// <param name="snapshots">Takes pictures of objects, where the sink is an <see cref="IPictureSink"/>; null for none.</param>
    /// <param name="declares">Whether frames that were not looked at are gap records (live).</param>
    public FrameEvents(ImageModel model, FrameEventOptions options, StreamIdentity identity, IEventSink sink, SnapshotTaker? snapshots = null, bool declares = false)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(sink);
        (_model, _options, _identity, _sink, _snapshots) = (model, options, identity, sink, snapshots);
        if (declares) _losses = new LossLedger(identity, sink);
    }

    /// <summary>Is told when the model's outputs begin or cease to be untrustworthy: why, or null. On the analysing thread; it must return at once.</summary>
    public Action<string?>? FaultChanged { get; init; }

    /// <summary>Adds up what is counted in fields of view, over all epochs; null where objects are followed.</summary>
    public FieldTally? Tally { get; init; }

    /// <summary>Says where a frame comes from that is a still image; null for video.</summary>
    public Func<long, FieldOrigin?>? Origin { get; init; }

    /// <summary>Is told of every event that opens, on the analysing thread; null when nobody asks.</summary>
    public Action? Opened { get; init; }

    /// <summary>Why the newest frame's outputs can't be believed; null when they can.</summary>
    public string? Fault => _fault;

    /// <summary>The epoch begins.</summary>
    /// <param name="timeline">Its stream time; the rate is that of the format.</param>
    /// <param name="format">What its frames are.</param>
    public void Begin(StreamTimeline timeline, VideoFormat format)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        (_timeline, _framesPerSecond) = (timeline, format.FramesPerSecond);
        _composer = Composer(timeline);
        _losses?.Begin(timeline, format.FramesPerSecond, _options.FrameRateLimit);
        _aggregation = Tally is not null ? new CountEvents(Tally, timeline, Origin) : Aggregate(_composer);
    }

    /// <summary>Another model looks from now on. What is open closes with the reason <c>model-swap</c>; where both know the same labels, objects are followed on, and their events continue those before.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Its rules.</param>
    /// <param name="position">The first frame that it looks at.</param>
    /// <exception cref="InvalidOperationException">Fields are counted here: counts of two models don't add up.</exception>
    public void Switch(ImageModel model, FrameEventOptions options, long position)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        if (Tally is not null) throw new InvalidOperationException("counts of two models don't add up");
        var agrees = _model.Plan.Labels.SequenceEqual(model.Plan.Labels, StringComparer.Ordinal);
        (_model, _options) = (model, options);
        Trust(null);
        if (_timeline is null || _composer is null) return;
        var composer = _composer.Before(Composer(_timeline), position);
        if (agrees && !NamesScenes && _aggregation is ObjectEvents objects)
        {
            objects.Switch(options.Tracks, composer);
        }
        else
        {
            _aggregation?.Finish(Pipelines.Aggregation.CloseReason.ModelSwap);
            _aggregation = Aggregate(composer, position, (_aggregation as ObjectEvents)?.NextId ?? 1);
        }

        _composer = composer;
    }

    /// <inheritdoc/>
    public void Accept(in FrameResult result)
    {
        Trust(result.Fault);
        _losses?.Pass(result.Frame.Position);
        if (result.Fault is null) Aggregation.Add(result);
        else Aggregation.Distrust(result);
    }

    /// <inheritdoc/>
    public void Still(long position)
    {
        _losses?.Pass(position);
        Aggregation.Still(position);
    }

    /// <inheritdoc/>
    public void Lost(FrameLoss loss) => _losses?.Add(loss);

    /// <summary>The epoch ends: what is open closes.</summary>
    /// <param name="isGap">Whether what follows is not seen (the source went away), or the input simply ends.</param>
    public void Finish(bool isGap)
    {
        _losses?.Finish();
        _aggregation?.Finish(isGap ? Pipelines.Aggregation.CloseReason.Gap : Pipelines.Aggregation.CloseReason.EndOfInput);
    }

    private void Trust(string? fault)
    {
        if (fault == _fault) return;
        _fault = fault;
        FaultChanged?.Invoke(fault);
    }

    private bool NamesScenes => _model.Plan.Output.Format is ImageOutputFormat.Scores or ImageOutputFormat.TopK;

    private FrameEventComposer Composer(StreamTimeline timeline) =>
        new(_identity, timeline, _framesPerSecond, _model.Plan.Labels, _model.Reference, _options.Digest(_model.Plan.Labels)) { Opened = Opened };

    private IFrameAggregation Aggregate(FrameEventComposer composer, long position = 0, int firstTrack = 1) => NamesScenes
        ? new SceneEvents(_options.Scores, composer, _sink, position)
        : new ObjectEvents(_options.Tracks, _framesPerSecond, composer, _sink, _snapshots, firstTrack);

    private IFrameAggregation Aggregation => _aggregation ?? throw new InvalidOperationException("an epoch is begun before its frames are seen");
}
