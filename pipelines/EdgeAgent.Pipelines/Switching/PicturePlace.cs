using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Switching;

/// <summary>
/// The model of one live pipeline that sees, over all its epochs. It can be changed between two frames; the words are those of <see cref="IModelSwitch"/>, for one pipeline.
/// Takes wishes from any thread; <see cref="PictureEpoch"/> carries them out on the thread that analyses, and while no epoch runs they are carried out here.
/// </summary>
/// <param name="pipeline">Name of the pipeline.</param>
/// <param name="first">Its first model; given to the place.</param>
/// <param name="switched">Told of every change that took place, on a pool thread; null when nobody asks.</param>
public sealed class PicturePlace(string pipeline, PictureSeat first, Action<ModelSwap>? switched = null) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private volatile PictureSeat _active = first;
    private volatile PictureChange? _change;
    private PictureSeat? _former;
    private ModelFigures? _formerFigures;
    private PictureEpoch? _epoch;
    private ModelSwap? _unannounced;
    private bool _isOver;

    /// <summary>The pipeline.</summary>
    public string Pipeline => pipeline;

    /// <summary>The model that looks.</summary>
    public PictureSeat Active => _active;

    /// <inheritdoc cref="IModelSwitch.Observe"/>
    public ModelObservation Observe()
    {
        lock (_lock) return new ModelObservation(pipeline, _former is null ? ModelRole.Active : ModelRole.Probation, _active.Meter.Read(_active.Reference)) { Previous = _formerFigures };
    }

    /// <inheritdoc cref="IModelSwitch.SwitchAsync"/>
    /// <remarks>Both sessions are open for a moment, whatever the mode says, and the new model looks as soon as it can.</remarks>
    /// <param name="request">What to put where.</param>
    /// <param name="open">Opens the package; called on a pool thread.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<SwitchOutcome> SwitchAsync(SwitchRequest request, Func<PictureSeat> open, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(open);
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (Refuses(request.Replaces) is { } stranger) return SwitchOutcome.Refused(stranger);
            PictureSeat seat;
            try
            {
                seat = await Task.Run(open, cancellation).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is ModelException or OrtException)
            {
                return SwitchOutcome.Refused($"{pipeline}: {request.Package.Manifest.Name} {request.Package.Manifest.Version} can't be opened: {failure.Message}");
            }

            return await CarryOutAsync(new PictureChange(seat, request.Probation, request.Cause ?? SwapCause.Activated, request.Detail), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc cref="IModelSwitch.Accept"/>
    public string? Accept(string? model)
    {
        if (Refuses(model) is { } stranger) return stranger;
        lock (_lock)
        {
            if (_former is null || _change?.To == _former) return $"{pipeline}: {_active.Reference.Name} is not on probation, so there is nothing to accept";
            _former.CloseSoon();
            _former = null;
            return null;
        }
    }

    /// <inheritdoc cref="IModelSwitch.RollBackAsync"/>
    public async Task<SwitchOutcome> RollBackAsync(string? model, string reason, CancellationToken cancellation)
    {
        await _oneAtATime.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            PictureSeat? back;
            lock (_lock) back = _former;
            return Refuses(model) is { } stranger ? SwitchOutcome.Refused(stranger)
                : back is null ? SwitchOutcome.Refused($"{pipeline}: {_active.Reference.Name} is not on probation, so there is no model before it to go back to; activate the version that you want")
                : await CarryOutAsync(new PictureChange(back, Keeps: false, SwapCause.RolledBack, reason), cancellation).ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Begins an epoch: changes wait for its frames from now on.</summary>
    /// <param name="time">Its monotonic clock measures.</param>
    public PictureEpoch Begin(TimeProvider time)
    {
        lock (_lock) return _epoch = new PictureEpoch(this, time);
    }

    /// <summary>Closes all sessions. Only when no epoch runs.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _change?.Complete(SwitchOutcome.Refused(Stopped));
            _change = null;
            _former?.Dispose();
            _active.Dispose();
        }
    }

    /// <summary>Whether a change waits for the thread that analyses.</summary>
    internal bool IsChangeWaiting => _change is not null;

    /// <summary>The change that is to be carried out now; null when there is none.</summary>
    internal PictureChange? Take()
    {
        if (_change is null) return null;
        lock (_lock)
        {
            var change = _change;
            _change = null;
            return change;
        }
    }

    /// <summary>A change that was made while nothing was looked at, and that no epoch has recorded.</summary>
    internal ModelSwap? TakeUnannounced()
    {
        lock (_lock)
        {
            var swap = _unannounced;
            _unannounced = null;
            return swap;
        }
    }

    /// <summary>The new model looks from here on.</summary>
    internal ModelSwap Exchange(PictureChange change, string? streamId, long position, int rate)
    {
        lock (_lock)
        {
            var from = _active;
            var swap = new ModelSwap(pipeline, streamId, position, rate, from.Reference, change.To.Reference, change.Cause, change.Detail);
            _formerFigures = from.Meter.Read(from.Reference);
            if (_former is { } older && older != change.To) older.CloseSoon();
            _former = change.Keeps ? from : null;
            if (!change.Keeps) from.CloseSoon();
            change.To.Measure();
            _active = change.To;
            return swap;
        }
    }

    /// <summary>The active model failed.</summary>
    /// <returns>The way back to the model before; null when there is none.</returns>
    internal PictureChange? WayBack(Exception failure)
    {
        lock (_lock)
        {
            return _former is { } back ? new PictureChange(back, Keeps: false, SwapCause.Failed, $"{_active.Reference.Name} {_active.Reference.Version} failed on probation: {failure.Message}") : null;
        }
    }

    /// <summary>Tells of a change that nobody waits for.</summary>
    internal void Tell(ModelSwap swap)
    {
        if (switched is { } told) _ = Task.Run(() => told(swap));
    }

    /// <summary>The epoch is over. What was to be carried out in it is carried out now.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _epoch = null;
            if (_change is not { } change) return;
            _change = null;
            CarryOutIdle(change);
        }
    }

    private string Stopped => $"{pipeline} has stopped; start it again to change its model";

    private string? Refuses(string? model) => model is null || model == _active.Reference.Name ? null : $"{pipeline} has no model {model}; it has {_active.Reference.Name}";

    private async Task<SwitchOutcome> CarryOutAsync(PictureChange change, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                change.To.CloseSoon();
                return SwitchOutcome.Refused(Stopped);
            }

            if (_epoch is null) CarryOutIdle(change);
            else _change = change;
        }

        await using (cancellation.Register(() => Withdraw(change)).ConfigureAwait(false))
        {
            var outcome = await change.Done.ConfigureAwait(false);
            if (outcome.Swap is { } swap) switched?.Invoke(swap);
            else cancellation.ThrowIfCancellationRequested();
            return outcome;
        }
    }

    // Nothing is looked at: the next epoch begins with the new model. Under the lock.
    private void CarryOutIdle(PictureChange change)
    {
        if (change.To == _active)
        {
            change.Complete(SwitchOutcome.Refused($"{pipeline}: {_active.Reference.Name} {_active.Reference.Version} is back already"));
            return;
        }

        var swap = Exchange(change, null, 0, 0);
        _unannounced = swap with { From = _unannounced?.From ?? swap.From };
        change.Complete(SwitchOutcome.Done(swap));
    }

    private void Withdraw(PictureChange change)
    {
        lock (_lock)
        {
            if (_change != change) return;
            _change = null;
            if (change.To != _former) change.To.CloseSoon();
        }

        change.Complete(SwitchOutcome.Refused($"{pipeline}: the change was taken back before it happened"));
    }
}
