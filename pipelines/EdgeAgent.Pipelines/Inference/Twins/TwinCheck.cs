using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;

namespace EdgeAgent.Pipelines.Inference.Twins;

/// <summary>
/// Lets the full model score every n-th window of a variant that is at work, on a thread of its own and only when no live window is at work, and says when both no longer decide alike.
/// </summary>
/// <remarks>
/// The window is copied into memory that was taken beforehand; while the one before is still being scored, the next one that is due is counted as missed. The live thread never waits and
/// nothing is allocated for a window.
/// </remarks>
public sealed class TwinCheck : IDisposable
{
    private const int Empty = 0;
    private const int Taken = 1;
    private const int Full = 2;

    private readonly ModelRunner _watched;
    private readonly ModelLease _twin;
    private readonly TwinRules _rules;
    private readonly InferencePermit _permit;
    private readonly Action<TwinCheck> _drifted;
    private readonly TwinTally _tally;
    private readonly float[] _window;
    private readonly float[] _scores;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly object _gate = new();
    private readonly Thread _thread;
    private long _windows;
    private long _missed;
    private int _slot;
    private bool _ended;
    private volatile string? _drift;
    private volatile string? _problem;

    /// <summary>Begins to watch a model.</summary>
    /// <param name="watched">The variant that is at work; its batches offer their windows from now on.</param>
    /// <param name="ownedTwin">The full model of the same package; given back when the check ends.</param>
    /// <param name="rules">How often, and what must agree.</param>
    /// <param name="permit">Puts live windows first.</param>
    /// <param name="drifted">Told once, on the check's thread, when the variant is not to be trusted any more.</param>
    public TwinCheck(ModelRunner watched, ModelLease ownedTwin, TwinRules rules, InferencePermit permit, Action<TwinCheck> drifted)
    {
        ArgumentNullException.ThrowIfNull(watched);
        ArgumentNullException.ThrowIfNull(ownedTwin);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentOutOfRangeException.ThrowIfLessThan(rules.Every, 1, nameof(rules));
        (_watched, _twin, _rules, _permit, _drifted, _tally) = (watched, ownedTwin, rules, permit, drifted, new TwinTally(rules));
        _window = new float[watched.Package.Manifest.Input.WindowSamples];
        _scores = new float[watched.Package.Labels.Count];
        _thread = new Thread(Work) { IsBackground = true, Name = $"twin of {watched.Reference.Name}" };
        _thread.Start();
        watched.Twin = this;
    }

    /// <summary>The variant that is watched.</summary>
    public ModelRunner Watched => _watched;

    /// <summary>Why the twin can't score any more, a sentence; null while it can.</summary>
    public string? Problem => _problem;

    /// <summary>What has come of it.</summary>
    public TwinFigures Read()
    {
        var model = _watched.Reference;
        lock (_lock)
            return new TwinFigures(model.Name, model.Version, model.Variant, _tally.Compared, _tally.Same, _tally.Heard, _tally.HeardSame, Interlocked.Read(ref _missed), Math.Round(_tally.MeanDelta, 6)) { Drift = _drift };
    }

    /// <summary>Ends the check. A window that is being scored is finished first.</summary>
    public void Dispose()
    {
        if (_watched.Twin == this) _watched.Twin = null;
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            Monitor.Pulse(_gate);
        }

        _stop.Cancel();
        // The check may be ended by what it tells itself; then nobody waits.
        if (Thread.CurrentThread == _thread) return;
        _thread.Join();
        _stop.Dispose();
    }

    /// <summary>Offers a window that was scored; from any thread.</summary>
    internal void Offer(ReadOnlySpan<float> window, ReadOnlySpan<float> scores)
    {
        if (Interlocked.Increment(ref _windows) % _rules.Every != 0 || _drift is not null) return;
        if (Interlocked.CompareExchange(ref _slot, Taken, Empty) != Empty)
        {
            Interlocked.Increment(ref _missed);
            return;
        }

        window.CopyTo(_window);
        scores.CopyTo(_scores);
        lock (_gate)
        {
            _slot = Full;
            Monitor.Pulse(_gate);
        }
    }

    private void Work()
    {
        try
        {
            while (TryWait())
            {
                var (same, heard, delta) = Compare();
                Volatile.Write(ref _slot, Empty);
                Count(same, heard, delta);
            }
        }
        catch (OperationCanceledException)
        {
            // The check was ended while it waited for live windows.
        }
        catch (Exception failure) when (failure is OrtException or ModelException)
        {
            // The slot stays full: what is due from now on counts as missed.
            _problem = failure.Message;
        }
        finally
        {
            _twin.Dispose();
        }
    }

    private bool TryWait()
    {
        lock (_gate)
        {
            while (_slot != Full && !_ended) Monitor.Wait(_gate);
            return !_ended;
        }
    }

    private (bool Same, bool Heard, float Delta) Compare()
    {
        var batch = _twin.Runner.Rent();
        try
        {
            batch.Add(_window, 0, 0);
            _permit.Enter(_stop.Token);
            try
            {
                batch.Run();
            }
            finally
            {
                _permit.Leave();
            }

            return Compare(batch.Scores(0));
        }
        finally
        {
            _twin.Runner.Return(batch);
        }
    }

    private (bool Same, bool Heard, float Delta) Compare(ReadOnlySpan<float> twin)
    {
        var (same, heard, most) = (true, false, 0f);
        for (var label = 0; label < twin.Length; label++)
        {
            most = Math.Max(most, Math.Abs(twin[label] - _scores[label]));
            var rules = _watched.Rules[label];
            if (!rules.Report) continue;
            var (one, other) = (_scores[label] >= rules.High, twin[label] >= rules.High);
            same &= one == other;
            heard |= one || other;
        }

        return (same, heard, most);
    }

    private void Count(bool same, bool heard, float delta)
    {
        lock (_lock)
        {
            _tally.Add(same, heard, delta);
            if (_drift is not null || _tally.Drift() is not { } drift) return;
            _drift = drift;
        }

        _drifted(this);
    }
}
