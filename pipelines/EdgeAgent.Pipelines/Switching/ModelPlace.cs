using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Topology;
using EdgeAgent.Pipelines.Windows;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>
/// One place for a model in a live pipeline, over all its epochs. Takes wishes from any thread; <see cref="PlaceEpoch"/> carries them out on the thread that analyses, and while no epoch
/// runs they are carried out here. Sessions are opened and closed in the background.
/// </summary>
internal sealed class ModelPlace(string pipeline, ModelSeat first) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private volatile ModelSeat _active = first;
    private volatile PlaceChange? _change;
    private volatile BesideSeat? _beside;
    private volatile string? _broken;
    private ModelSeat? _former;
    private ModelFigures? _formerFigures;
    private PendingEntry? _entering;
    private PlaceEpoch? _epoch;
    private ModelSwap? _unannounced;
    private int _rate;

    /// <summary>Told of each change that took place, on a pool thread.</summary>
    public Action<ModelSwap>? Switched { get; init; }

    /// <summary>The pipeline.</summary>
    public string Pipeline => pipeline;

    /// <summary>The model that has the place; its session may be closed for a while (<see cref="SwapMode.Replace"/>).</summary>
    public ModelSeat Active => _active;

    /// <summary>The change that is to be carried out next; null when there is none.</summary>
    public PlaceChange? Change => _change;

    /// <summary>The model that is to hear beside the active one; null when there is none.</summary>
    public BesideSeat? Beside => _beside;

    /// <summary>Why the place has no model and can get none, one sentence; null otherwise.</summary>
    public string? Broken => _broken;

    /// <summary>Begins an epoch.</summary>
    public PlaceEpoch Begin(EpochContext context, SampleHistory history)
    {
        lock (_lock)
        {
            _rate = context.Timeline.Rate;
            var epoch = new PlaceEpoch(this, context, history, _unannounced);
            _unannounced = null;
            return _epoch = epoch;
        }
    }

    /// <summary>What the place's models have done.</summary>
    public IEnumerable<ModelObservation> Observe()
    {
        lock (_lock)
        {
            var active = new ModelObservation(pipeline, _former is null ? ModelRole.Active : ModelRole.Probation, _active.Meter.Read(_active.Reference)) { Previous = _formerFigures };
            return _beside is { } beside ? [active, beside.Observe(pipeline)] : [active];
        }
    }

    /// <summary>Puts another model in the place.</summary>
    public Task<SwitchOutcome> SwitchAsync(ModelSeat to, SwitchRequest request, CancellationToken cancellation) => InTurnAsync(
        () => new PlaceChange(to) { Mode = request.Mode, At = request.At, KeepFormer = request.Probation, Cause = request.Cause ?? SwapCause.Activated, Detail = request.Detail }, cancellation);

    /// <summary>Puts the model before in the place again.</summary>
    public Task<SwitchOutcome> RollBackAsync(string reason, CancellationToken cancellation) => InTurnAsync(
        () =>
        {
            ModelSeat? former;
            lock (_lock) former = _former;
            return former is null ? null : new PlaceChange(former) { Mode = former.IsOpen ? SwapMode.Beside : SwapMode.Replace, Cause = SwapCause.RolledBack, Detail = reason };
        },
        cancellation);

    /// <summary>Lets the model before go.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Accept()
    {
        lock (_lock)
        {
            if (_former is null || _former == _active || _change?.To == _former) return false;
            _former.CloseSoon();
            _former = null;
            return true;
        }
    }

    /// <summary>Lets a model hear beside the active one.</summary>
    /// <returns>Null once it does, or why it can't.</returns>
    public async Task<string?> StartBesideAsync(BesideSeat beside, CancellationToken cancellation)
    {
        if (await OpenAsync(beside.Seat).ConfigureAwait(false) is { } refusal) return refusal;
        bool heard;
        lock (_lock)
        {
            heard = _epoch is not null;
            if (_beside is { } other)
            {
                beside.Seat.CloseSoon();
                return $"{pipeline}: {other.Seat.Reference.Name} {other.Seat.Reference.Version} hears beside it already; stop that first";
            }

            _beside = beside;
        }

        try
        {
            if (heard) await beside.Started.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            StopBeside();
            throw;
        }

        if (!beside.Failed) return null;
        var problem = StopBeside()?.Figures.Problem;
        return $"{pipeline}: {beside.Seat.Reference.Name} {beside.Seat.Reference.Version} failed at its first windows: {problem}";
    }

    /// <summary>Ends the model beside.</summary>
    public ModelObservation? StopBeside()
    {
        lock (_lock)
        {
            if (_beside is not { } beside) return null;
            _beside = null;
            // While an epoch runs, its thread lets go first.
            if (_epoch is null) beside.Seat.CloseSoon();
            return beside.Observe(pipeline);
        }
    }

    /// <summary>Takes a change to carry it out.</summary>
    /// <returns>False when it was taken back by then.</returns>
    public bool TryTake(PlaceChange change)
    {
        lock (_lock)
        {
            if (_change != change) return false;
            _change = null;
            return true;
        }
    }

    /// <summary>The new model has come in; the old one hears on.</summary>
    public void Exchange(ModelSeat to)
    {
        lock (_lock)
        {
            to.Measure();
            _active = to;
        }
    }

    /// <summary>The old model has told its last event.</summary>
    public void Settle(ModelSeat from, bool keep)
    {
        lock (_lock) Remember(from, keep);
    }

    /// <summary>The new model failed at once: the old one has kept the place.</summary>
    public void TakeBack(ModelSeat kept, ModelSeat failed)
    {
        lock (_lock)
        {
            _active = kept;
            if (failed != _former) failed.CloseSoon();
        }
    }

    /// <summary>The old model has left, and the new one's session may be opened.</summary>
    public void Vacate(PlaceChange change)
    {
        lock (_lock)
        {
            change.From = _active;
            _active = change.To;
            change.To.Measure();
            _entering = new PendingEntry(change.From.Reference, change.Cause, change.Detail, change);
            Remember(change.From, change.KeepFormer, closes: false);
        }

        change.Leave();
    }

    /// <summary>The active model failed: the one before takes its place, if there is one.</summary>
    public bool FallBack(Exception failure)
    {
        lock (_lock)
        {
            if (_former is not { } back) return false;
            var failed = _active;
            _formerFigures = failed.Meter.Read(failed.Reference);
            (_active, _former) = (back, null);
            back.Measure();
            _entering = new PendingEntry(failed.Reference, SwapCause.Failed, $"{failed.Reference.Name} {failed.Reference.Version} failed on probation: {failure.Message}", null);
            if (back.IsOpen) failed.CloseSoon();
            else _ = Task.Run(() => Reopen(failed, back));
            return true;
        }
    }

    /// <summary>The model that was waited for comes in.</summary>
    /// <returns>The change to record; null when the same model came back.</returns>
    public ModelSwap? Entered(string streamId, long position, int rate)
    {
        lock (_lock)
        {
            if (_entering is not { } entering) return null;
            _entering = null;
            var swap = new ModelSwap(pipeline, streamId, position, rate, entering.From, _active.Reference, entering.Cause, entering.Detail);
            if (entering.Refusal is { } refusal)
            {
                entering.Change?.Complete(SwitchOutcome.Refused(refusal));
                return null;
            }

            entering.Change?.Complete(SwitchOutcome.Done(swap));
            if (entering.Change is null) Tell(swap);
            return swap;
        }
    }

    /// <summary>The epoch is over. What was to be carried out in it is carried out now.</summary>
    /// <param name="leaving">The model that was still leaving when the epoch broke off; null otherwise.</param>
    /// <param name="beside">The model beside that the epoch knew.</param>
    public void End(ModelSeat? leaving, BesideSeat? beside)
    {
        lock (_lock)
        {
            _epoch = null;
            if (leaving is not null) Remember(leaving, keep: false);
            if (beside is not null && beside != _beside) beside.Seat.CloseSoon();
            if (_change is not { } change) return;
            _change = null;
            CarryOutIdle(change);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _change?.Complete(SwitchOutcome.Refused($"{pipeline} has stopped; start it again to change its models"));
            _change = null;
            _active.Close();
            _former?.Close();
            _beside?.Seat.Close();
        }
    }

    private async Task<SwitchOutcome> InTurnAsync(Func<PlaceChange?> wish, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return wish() is { } change
                ? await CarryOutAsync(change, cancellation).ConfigureAwait(false)
                : SwitchOutcome.Refused($"{pipeline}: {_active.Reference.Name} is not on probation, so there is no model before it to go back to; activate the version that you want");
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task<SwitchOutcome> CarryOutAsync(PlaceChange change, CancellationToken cancellation)
    {
        if (change.Mode == SwapMode.Beside && !change.To.IsOpen && await OpenAsync(change.To).ConfigureAwait(false) is { } refusal) return SwitchOutcome.Refused(refusal);
        lock (_lock)
        {
            if (_epoch is null) CarryOutIdle(change);
            else _change = change;
        }

        await using (cancellation.Register(() => Withdraw(change)).ConfigureAwait(false))
        {
            await change.Left.ConfigureAwait(false);
            if (change.Mode == SwapMode.Replace && !change.Done.IsCompleted) await Task.Run(() => OpenInPlace(change), CancellationToken.None).ConfigureAwait(false);
            var outcome = await change.Done.ConfigureAwait(false);
            if (outcome.Swap is { } swap) Switched?.Invoke(swap);
            else cancellation.ThrowIfCancellationRequested();
            return outcome;
        }
    }

    private async Task<string?> OpenAsync(ModelSeat seat)
    {
        int rate;
        lock (_lock) rate = _rate;
        var problem = await Task.Run(() => seat.TryOpen(rate, _active)).ConfigureAwait(false);
        return problem is null ? null : $"{pipeline}: {seat.Reference.Name} {seat.Reference.Version} can't be opened: {problem}";
    }

    private void Withdraw(PlaceChange change)
    {
        if (!TryTake(change)) return;
        lock (_lock)
        {
            if (change.To != _former) change.To.CloseSoon();
        }

        change.Complete(SwitchOutcome.Refused($"{pipeline}: the change was taken back before it happened"));
    }

    // No sound is heard: the next epoch begins with the new model. Under the lock.
    private void CarryOutIdle(PlaceChange change)
    {
        if (change.Mode == SwapMode.Replace)
        {
            Vacate(change);
            return;
        }

        var from = _active;
        change.To.Measure();
        _active = change.To;
        Remember(from, change.KeepFormer);
        change.Complete(SwitchOutcome.Done(Announce(from.Reference, change)));
    }

    private ModelSwap Announce(ModelReference from, PlaceChange change)
    {
        var swap = new ModelSwap(pipeline, null, 0, 0, from, _active.Reference, change.Cause, change.Detail);
        _unannounced = swap with { From = _unannounced?.From ?? from };
        return swap;
    }

    // Keeps or closes the model that had the place. Under the lock.
    private void Remember(ModelSeat from, bool keep, bool closes = true)
    {
        _formerFigures = from.Meter.Read(from.Reference);
        if (_former is { } older && older != from && older != _active) older.CloseSoon();
        _former = keep ? from : null;
        if (!keep && closes) from.CloseSoon();
    }

    // With one session at a time: the old one is closed here, the new one opened, and where that fails the old one again.
    private void OpenInPlace(PlaceChange change)
    {
        var from = change.From!;
        from.Close();
        try
        {
            change.To.Open();
        }
        catch (Exception failure) when (failure is ModelException or OrtException)
        {
            var refusal = $"{pipeline}: {change.To.Reference.Name} {change.To.Reference.Version} can't be opened: {failure.Message}";
            lock (_lock)
            {
                _active = from;
                if (_former == from) _former = null;
                _entering = _entering is null ? null : _entering with { Refusal = $"{refusal}; {from.Reference.Name} {from.Reference.Version} is back" };
            }

            Reopen(change.To, from);
            if (_broken is { } broken) change.Complete(SwitchOutcome.Refused($"{refusal}; {broken}"));
        }

        lock (_lock)
        {
            // The thread that analyses lets it in; where nothing is heard, the next epoch begins with it.
            if (_epoch is not null || _entering is not { } entering) return;
            _entering = null;
            change.Complete(entering.Refusal is { } refusal ? SwitchOutcome.Refused(refusal) : SwitchOutcome.Done(Announce(from.Reference, change)));
        }
    }

    private void Reopen(ModelSeat failed, ModelSeat back)
    {
        failed.Close();
        try
        {
            back.Open();
        }
        catch (Exception failure) when (failure is ModelException or OrtException)
        {
            _broken = $"{back.Reference.Name} {back.Reference.Version} can't be opened again: {failure.Message}";
        }
    }

    private void Tell(ModelSwap swap)
    {
        if (Switched is { } switched) _ = Task.Run(() => switched(swap));
    }
}
