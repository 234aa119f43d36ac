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
    private readonly ImageModel _model;
    private readonly FrameEventOptions _options;
    private readonly StreamIdentity _identity;
    private readonly IEventSink _sink;
    private readonly SnapshotTaker? _snapshots;
    private readonly LossLedger? _losses;
    private IFrameAggregation? _aggregation;
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

    /// <summary>The epoch begins.</summary>
    /// <param name="timeline">Its stream time; the rate is that of the format.</param>
    /// <param name="format">What its frames are.</param>
    public void Begin(StreamTimeline timeline, VideoFormat format)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        var composer = new FrameEventComposer(_identity, timeline, format.FramesPerSecond, _model.Plan.Labels, _model.Reference, _options.Digest(_model.Plan.Labels));
        _losses?.Begin(timeline, format.FramesPerSecond, _options.FrameRateLimit);
        _aggregation = Tally is not null ? new CountEvents(Tally, timeline, Origin)
            : _model.Plan.Output.Format is ImageOutputFormat.Scores or ImageOutputFormat.TopK
                ? new SceneEvents(_options.Scores, composer, _sink)
                : new ObjectEvents(_options.Tracks, format.FramesPerSecond, composer, _sink, _snapshots);
    }

    /// <inheritdoc/>
    public void Accept(in FrameResult result)
    {
        if (result.Fault != _fault) FaultChanged?.Invoke(_fault = result.Fault);
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

    private IFrameAggregation Aggregation => _aggregation ?? throw new InvalidOperationException("an epoch is begun before its frames are seen");
}
