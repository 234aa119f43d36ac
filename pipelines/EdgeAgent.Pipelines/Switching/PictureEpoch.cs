using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Core.Time;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Frames;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>
/// One epoch of a <see cref="PicturePlace"/>: looks at frames with the model that has the place, and changes models between two of them. S is the first frame that the new model looks at.
/// </summary>
/// <remarks>One thread at a time; <see cref="Dispose"/> when the last frame was looked at.</remarks>
public sealed class PictureEpoch : IFrameLooker, IDisposable
{
    private readonly PicturePlace _place;
    private readonly TimeProvider _time;
    private FrameEvents? _events;
    private StreamTimeline? _timeline;
    private Action<GapRecord>? _record;
    private string _source = "";
    private double _framesPerSecond = 1;
    private PictureSeat _seat;
    private long _next;

    internal PictureEpoch(PicturePlace place, TimeProvider time) => (_place, _time, _seat) = (place, time, place.Active);

    /// <summary>The model that looks.</summary>
    public PictureSeat Seat => _seat;

    /// <summary>The epoch's format is known.</summary>
    /// <param name="events">Makes events of what is seen; was made for <see cref="Seat"/>, and has begun.</param>
    /// <param name="timeline">Stream time.</param>
    /// <param name="framesPerSecond">Video frames a second.</param>
    /// <param name="source">Name of the source.</param>
    /// <param name="record">Takes the records of changes.</param>
    public void Begin(FrameEvents events, StreamTimeline timeline, double framesPerSecond, string source, Action<GapRecord> record)
    {
        (_events, _timeline, _framesPerSecond, _source, _record) = (events, timeline, framesPerSecond, source, record);
        if (_place.TakeUnannounced() is { } swap) Record(swap);
    }

    /// <summary>An event has opened.</summary>
    public void Opened() => _seat.Meter.AddEvent();

    /// <inheritdoc/>
    public void Process(VideoFrame frame, IFrameSink sink)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_place.Take() is { } change) CarryOut(change, frame.Position);
        var started = _time.GetTimestamp();
        try
        {
            _seat.Runner.Process(frame, sink);
        }
        catch (Exception failure) when (failure is OrtException or ModelException)
        {
            _seat.Meter.Fail(failure);
            if (_place.WayBack(failure) is not { } back) throw;
            _place.Tell(Exchange(back, frame.Position));
            _seat.Runner.Process(frame, sink);
        }

        var took = _time.GetElapsedTime(started);
        var meter = _seat.Meter;
        meter.AddHeard((frame.Position + 1 - _next) / _framesPerSecond, took);
        // Outputs that can't be believed are what scores that are no numbers are to sound.
        if (_events?.Fault is { } fault) meter.Fail(new ModelException(fault));
        else meter.AddWindow(took);
        _next = frame.Position + 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _place.End();

    private void CarryOut(PictureChange change, long position)
    {
        if (change.To == _seat)
        {
            change.Complete(SwitchOutcome.Refused($"{_place.Pipeline}: {_seat.Reference.Name} {_seat.Reference.Version} is back already"));
            return;
        }

        change.Complete(SwitchOutcome.Done(Exchange(change, position)));
    }

    // The old model's events close, then the ledger says what happened, then the new model looks.
    private ModelSwap Exchange(PictureChange change, long position)
    {
        _events?.Switch(change.To.Model, change.To.Options, position);
        var swap = _place.Exchange(change, _timeline?.StreamId, position, _timeline?.Rate ?? 0);
        _seat = change.To;
        Record(swap);
        return swap;
    }

    private void Record(ModelSwap swap)
    {
        var at = swap.StreamId is null ? null : _timeline?.ToUtc(swap.Position);
        _record?.Invoke(new GapRecord(_place.Pipeline, _source, swap.Cause, at, at, null, swap.Detail) { Swap = swap });
    }
}
