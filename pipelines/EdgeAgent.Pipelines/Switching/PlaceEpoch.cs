using System.Runtime.ExceptionServices;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>
/// One place in one epoch: the model that has it, the one that is leaving it, and the one beside. Carries out what <see cref="ModelPlace"/> was asked for, between two blocks of samples.
/// </summary>
/// <remarks>
/// A change at S: the old model gets <see cref="EpochRunner.EndAt"/>(S) and hears on until the window of its last cell is complete; the new one comes in at S at once, warmed up from the history,
/// and scores in time; its scores wait until the old one has told its last event, which the new one's first may continue.
/// </remarks>
internal sealed class PlaceEpoch : IModelEpoch
{
    private readonly ModelPlace _place;
    private readonly EpochContext _context;
    private readonly SampleHistory _history;
    private readonly ScoreTee _scores;
    private PlaceRun? _active;
    private Vacancy _vacancy = Vacancy.FromStart;
    private PlaceRun? _leaving;
    private PlaceChange? _change;
    private long _changeAt;
    private BesideSeat? _besideSeat;
    private PlaceRun? _beside;
    private ScoreTee? _besideScores;
    private long _windowsBefore;

    public PlaceEpoch(ModelPlace place, EpochContext context, SampleHistory history, ModelSwap? unannounced)
    {
        (_place, _context, _history) = (place, context, history);
        _scores = new ScoreTee(context.Scores);
        if (unannounced is not null) Record(unannounced with { StreamId = context.Timeline.StreamId, Rate = context.Timeline.Rate });
        if (!place.Active.IsOpen) return;
        if (place.Entered(context.Timeline.StreamId, 0, Rate) is { } swap) Record(swap);
        _active = Enter(place.Active, 0, 0);
    }

    /// <inheritdoc/>
    /// <remarks>Without those of the model beside, which has figures of its own.</remarks>
    public long Windows => _windowsBefore + (_active?.Runner.Windows ?? 0) + (_leaving?.Runner.Windows ?? 0);

    /// <inheritdoc/>
    public bool IsComplete => false;

    /// <inheritdoc/>
    public bool NeedsLongerLeadIn => false;

    private int Rate => _context.Timeline.Rate;

    /// <inheritdoc/>
    /// <remarks>The history holds these samples already.</remarks>
    public void Push(ReadOnlySpan<float> samples)
    {
        var end = _history.End;
        var now = end - samples.Length;
        if (_active is null) Occupy(now);
        else if (_leaving is null && _place.Change is { } change) Obey(change, now, end);
        FollowBeside(now);
        PushLeaving(samples, end);
        PushActive(samples, end);
        if (_beside is not { } beside) return;
        try
        {
            beside.Push(samples, end);
        }
        catch (Exception failure) when (IsModelFailure(failure))
        {
            FailBeside(failure);
        }
    }

    /// <inheritdoc/>
    public void Finish(string reason)
    {
        if (_leaving is { } leaving && Guarded(() => leaving.Runner.Finish(reason)) is { } unfinished) FailLeaving(unfinished);
        else if (_leaving is not null) Settle();
        if (_active is null && _place.Active.IsOpen) Occupy(_history.End);
        for (var run = _active; run is not null && Guarded(() => run.Runner.Finish(reason)) is { } failure; run = _active) FailActive(failure);
        if (_active is null) Lost(_vacancy.From, _history.End, "no model was there to hear it");
        if (_beside is { } beside && Guarded(() => beside.Runner.Finish(reason)) is { } lost) FailBeside(lost);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving?.Dispose();
        _active?.Dispose();
        _beside?.Dispose();
        _change?.Complete(SwitchOutcome.Refused($"{_place.Pipeline} stopped before the change was complete; see why, and ask again when it runs"));
        _place.End(_leaving?.Seat, _besideSeat);
    }

    private static bool IsModelFailure(Exception failure) => failure is OrtException or ModelException;

    private static Exception? Guarded(Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (Exception failure) when (IsModelFailure(failure))
        {
            return failure;
        }
    }

    private PlaceRun Enter(ModelSeat seat, long from, long heard, bool held = false, Continuation? continuation = null) =>
        PlaceRun.Enter(seat, _context, from, heard, _context.Sink, _scores, held, continuation);

    // Whether the history reaches back far enough for a model to come in at a position; where it never could, it is made larger.
    private bool Remembers(ModelSeat seat, long position)
    {
        var warmUp = WarmUp.Of(seat.Runner.Package.Manifest.Input, Rate);
        _history.EnsureCapacity(warmUp.Longest + Math.Max(Rate, 2 * PlaceRun.BlockFrames));
        return warmUp.Start(position) >= _history.Start;
    }

    private void Obey(PlaceChange change, long now, long end)
    {
        var active = _active!;
        var at = Math.Max(Math.Max(now, change.At ?? 0), active.Runner.CellEnd);
        if (at >= end) return;
        if (change.Mode == SwapMode.Replace)
        {
            // It is finished with the sound that was heard: not before the position that was asked for.
            if (now >= (change.At ?? 0) && _place.TryTake(change)) Vacate(change, now);
            return;
        }

        if (Remembers(change.To, at) && _place.TryTake(change)) LetIn(change, at, now);
    }

    private void LetIn(PlaceChange change, long at, long now)
    {
        var active = _active!;
        (_leaving, _change, _changeAt) = (active, change, at);
        active.EndAt(at);
        _place.Exchange(change.To);
        var failure = Guarded(() =>
        {
            _active = Enter(change.To, at, now, held: true);
            _active.CatchUp(_history, now);
        });
        if (failure is null) return;
        change.To.Meter.Fail(failure);
        TakeBack(failure);
    }

    private void PushLeaving(ReadOnlySpan<float> samples, long end)
    {
        if (_leaving is not { } leaving) return;
        try
        {
            leaving.Push(samples, end);
        }
        catch (Exception failure) when (IsModelFailure(failure))
        {
            FailLeaving(failure);
            return;
        }

        if (leaving.Runner.IsComplete) Settle();
    }

    private void PushActive(ReadOnlySpan<float> samples, long end)
    {
        if (_active is not { } active) return;
        try
        {
            active.Push(samples, end);
        }
        catch (Exception failure) when (IsModelFailure(failure))
        {
            FailActive(failure);
        }
    }

    // The old model has told its last event.
    private void Settle()
    {
        var (leaving, change, active) = (_leaving!, _change!, _active!);
        var swap = new ModelSwap(_place.Pipeline, _context.Timeline.StreamId, _changeAt, Rate, leaving.Seat.Reference, active.Seat.Reference, change.Cause, change.Detail);
        Record(swap);
        if (_beside is not null) Compare(_besideSeat!, active.Seat);
        active.Runner.Release(ContinuationOf(leaving.Runner.Cut, _changeAt, active.Seat));
        Drop(leaving);
        (_leaving, _change) = (null, null);
        _place.Settle(leaving.Seat, change.KeepFormer);
        change.Complete(SwitchOutcome.Done(swap));
    }

    private void FailLeaving(Exception failure)
    {
        var leaving = _leaving!;
        leaving.Seat.Meter.Fail(failure);
        leaving.Runner.Abandon();
        Lost(leaving.Runner.ScoredTo, _changeAt, $"the model that was leaving failed at its last windows: {failure.Message}");
        Settle();
    }

    private void FailActive(Exception failure)
    {
        var failed = _active!;
        failed.Seat.Meter.Fail(failure);
        if (_leaving is not null)
        {
            TakeBack(failure);
            return;
        }

        if (!_place.FallBack(failure)) ExceptionDispatchInfo.Throw(failure);
        failed.Runner.Abandon();
        _vacancy = new Vacancy(failed.Runner.ScoredTo, failed.Runner.Cut);
        Drop(failed);
        _active = null;
        Occupy(_history.End);
    }

    // The new model failed while the old one still heard: as if nothing had been asked for.
    private void TakeBack(Exception failure)
    {
        var (leaving, change) = (_leaving!, _change!);
        if (_active is { } failed && failed != leaving) Drop(failed);
        leaving.GoOn();
        (_active, _leaving, _change) = (leaving, null, null);
        _place.TakeBack(leaving.Seat, change.To);
        change.Complete(SwitchOutcome.Refused($"{change.To.Reference.Name} {change.To.Reference.Version} failed at its first windows ({failure.Message}); {leaving.Seat.Reference.Name} {leaving.Seat.Reference.Version} goes on without a gap"));
    }

    private void Vacate(PlaceChange change, long now)
    {
        var active = _active!;
        active.EndAt(now);
        var failure = Guarded(() => active.Runner.Finish(Aggregation.CloseReason.ModelSwap));
        if (failure is not null)
        {
            active.Seat.Meter.Fail(failure);
            active.Runner.Abandon();
        }

        _vacancy = new Vacancy(failure is null ? now : active.Runner.ScoredTo, active.Runner.Cut);
        Drop(active);
        _active = null;
        _place.Vacate(change);
    }

    // The place is empty. As soon as its model is open, it comes in where the last one ended, or as early as the history allows.
    private void Occupy(long to)
    {
        var seat = _place.Active;
        if (!seat.IsOpen)
        {
            if (_place.Broken is { } sentence) throw new ModelException(sentence);
            return;
        }

        var from = _vacancy.From;
        if (!Remembers(seat, from)) from = WarmUp.Of(seat.Runner.Package.Manifest.Input, Rate).Earliest(_history.Start);
        if (from > to) return;
        if (_place.Entered(_context.Timeline.StreamId, from, Rate) is { } swap) Record(swap);
        Lost(_vacancy.From, from, "the old model's session was closed before the new one was opened");
        _active = Enter(seat, from, to, continuation: ContinuationOf(_vacancy.Cut, from, seat));
        if (Guarded(() => _active.CatchUp(_history, to)) is { } failure) FailActive(failure);
    }

    private void FollowBeside(long now)
    {
        var wanted = _place.Beside;
        if (wanted != _besideSeat)
        {
            EndBeside();
            _besideSeat = wanted;
        }

        if (_beside is not null || wanted is not { Failed: false } || _active is null || _leaving is not null) return;
        if (!wanted.Hears(_context.Timeline.StreamId))
        {
            wanted.Start();
            return;
        }

        if (Remembers(wanted.Seat, now)) LetInBeside(wanted, _active.Seat, now);
    }

    private void LetInBeside(BesideSeat wanted, ModelSeat active, long now)
    {
        _besideScores = new ScoreTee(wanted.Publish ? _context.Scores : null);
        Compare(wanted, active);
        var failure = Guarded(() =>
        {
            _beside = PlaceRun.Enter(wanted.Seat, _context, now, now, wanted.Publish ? _context.Sink : null, _besideScores);
            _beside.CatchUp(_history, now);
        });
        if (failure is not null) FailBeside(failure);
        else wanted.Start();
    }

    private void Compare(BesideSeat beside, ModelSeat active)
    {
        if (beside.Agreement is not { } agreement || !agreement.IsWith(active.Runner)) beside.Agreement = agreement = new AgreementMeter(active.Runner, beside.Seat.Runner);
        else agreement.Restart();
        _scores.Comparison = agreement.Active;
        _besideScores!.Comparison = agreement.Beside;
    }

    private void EndBeside()
    {
        _scores.Comparison = null;
        if (_beside is { } beside)
        {
            _ = Guarded(() => beside.Runner.Finish(Aggregation.CloseReason.ModelSwap));
            beside.Dispose();
        }

        _beside = null;
        _besideSeat?.Seat.CloseSoon();
        _besideSeat = null;
    }

    private void FailBeside(Exception failure)
    {
        _scores.Comparison = null;
        _besideSeat!.Fail(failure);
        if (_beside is not { } beside) return;
        beside.Runner.Abandon();
        beside.Dispose();
        _beside = null;
    }

    private Continuation? ContinuationOf(IReadOnlyDictionary<string, string> cut, long position, ModelSeat seat)
    {
        var input = seat.Runner.Package.Manifest.Input;
        return cut.Count == 0 ? null : new Continuation(cut, position, (long)input.WindowSamples * Rate / input.SampleRate);
    }

    private void Drop(PlaceRun run)
    {
        _windowsBefore += run.Runner.Windows;
        run.Dispose();
    }

    private void Record(ModelSwap swap)
    {
        var at = _context.Timeline.ToUtc(swap.Position);
        _context.Sink.Accept(new GapRecord(_place.Pipeline, _context.Identity.Source, swap.Cause, at, at, null, swap.Detail) { Swap = swap });
    }

    private void Lost(long from, long to, string why)
    {
        if (to <= from) return;
        _context.Sink.Accept(new GapRecord(_place.Pipeline, _context.Identity.Source, SwapCause.Gap, _context.Timeline.ToUtc(from), _context.Timeline.ToUtc(to),
            GapLoss.OfInput((double)(to - from) / Rate), $"{_place.Active.Reference.Name}: {why}"));
    }
}
