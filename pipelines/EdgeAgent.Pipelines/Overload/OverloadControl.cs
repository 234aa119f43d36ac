using EdgeAgent.Core.Control;

namespace EdgeAgent.Pipelines.Overload;

/// <summary>Keeps one live pipeline from falling behind, over all its epochs: measures what waits and what the work takes, stands on the <see cref="OverloadLadder"/>, and tells the models what to leave out.</summary>
/// <remarks>Driven by the thread that analyses, between two blocks of samples; figures may be read from any thread. Allocates nothing but for a change of step.</remarks>
public sealed class OverloadControl
{
    /// <summary>Looks are no closer than this, seconds: a block of 48 kHz is 0.085.</summary>
    private const double LookSeconds = 0.1;

    /// <summary>Skipping ends when no more than this waits, seconds.</summary>
    private const double CaughtUpSeconds = 0.2;

    private const double LeastSpan = 2;

    private readonly OverloadRules _rules;
    private readonly OverloadLadder _ladder;
    private readonly TimeProvider _time;
    private readonly long _began;
    private LoadMeter _load = new(LeastSpan);
    private double _lookedAt = double.NegativeInfinity;
    private double _steppedAt;
    private long _leftOutBefore;
    private long _leftOut;
    private double _skippedSeconds;
    private double _queued;
    private int _models = 1;
    private int _available = (int)(OverloadSteps.Batch | OverloadSteps.Hop | OverloadSteps.Skip);
    private double _variantGain;

    /// <summary>Makes the control of one pipeline.</summary>
    /// <param name="rules">When it counts as overloaded.</param>
    /// <param name="time">The monotonic clock.</param>
    public OverloadControl(OverloadRules rules, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_rules, _time, _ladder) = (rules, time, new OverloadLadder(rules));
        _began = time.GetTimestamp();
    }

    /// <summary>Told of each change of step, on the thread that analyses: it must return at once.</summary>
    public Action<OverloadChange>? Changed { get; init; }

    /// <summary>The rules.</summary>
    public OverloadRules Rules => _rules;

    /// <summary>Windows left out or skipped so far, over all models.</summary>
    public long LeftOut => Volatile.Read(ref _leftOut);

    /// <summary>Seconds of input that were not scored: the mean over the models.</summary>
    public double SkippedSeconds => Volatile.Read(ref _skippedSeconds);

    /// <summary>Whether windows that wait already go through the model together.</summary>
    internal bool Batches => _ladder.Step >= OverloadStep.Batch && _rules.Steps.HasFlag(OverloadSteps.Batch);

    /// <summary>Whether every other window is left out.</summary>
    internal bool Stretches => _ladder.Step >= OverloadStep.Hop && _rules.Steps.HasFlag(OverloadSteps.Hop);

    /// <summary>Whether windows are skipped now.</summary>
    internal bool Skips { get; private set; }

    /// <summary>Whether windows may wait for another one: it is there already, and all together are not so much work that more falls behind meanwhile.</summary>
    /// <param name="work">Seconds of work that they are.</param>
    /// <param name="hop">Seconds between two windows.</param>
    internal bool MayHold(double work, double hop) => _queued >= hop && work < _rules.RaiseSeconds;

    private double Now => _time.GetElapsedTime(_began).TotalSeconds;

    /// <summary>How it keeps up. May be called from any thread.</summary>
    public OverloadFigures Read() => new(_ladder.Step, Math.Round(Volatile.Read(ref _queued), 3), Math.Round(_load.Load, 4), _ladder.Climbs, Math.Round(SkippedSeconds, 3));

    /// <summary>Says whether a faster variant may take the model's place here. May be called from any thread.</summary>
    /// <param name="gain">How many times faster it is; null when there is none, or it is not faster.</param>
    public void OfferVariant(double? gain)
    {
        if (gain is { } measured) Volatile.Write(ref _variantGain, measured);
        if (gain is null) Interlocked.And(ref _available, ~(int)OverloadSteps.Variant);
        else Interlocked.Or(ref _available, (int)OverloadSteps.Variant);
    }

    /// <summary>An epoch begins.</summary>
    /// <param name="longestHop">The longest hop of its models, seconds: work comes once a hop.</param>
    /// <param name="models">How many models hear it.</param>
    internal void Begin(double longestHop, int models)
    {
        _models = Math.Max(1, models);
        _load = new LoadMeter(Math.Max(LeastSpan, 2 * longestHop));
        (Skips, _queued) = (false, 0);
    }

    /// <summary>Looks at what waits, before a block of samples is analysed.</summary>
    /// <param name="queuedSeconds">Seconds of input behind the block.</param>
    internal void Look(double queuedSeconds)
    {
        Volatile.Write(ref _queued, queuedSeconds);
        var now = Now;
        if (!Skips && now - _lookedAt < LookSeconds) return;
        _lookedAt = now;
        if (Volatile.Read(ref _variantGain) is > 0 and var gain) _ladder.VariantGain = gain;
        var reading = new OverloadReading(now, queuedSeconds, _load.Load, (OverloadSteps)Volatile.Read(ref _available));
        var before = _ladder.Step;
        var step = _ladder.Decide(reading);
        if (step != before) Tell(before, step, reading);
        if (step != OverloadStep.Skip) Skips = false;
        else if (Skips) Skips = queuedSeconds > CaughtUpSeconds;
        else Skips = queuedSeconds >= _rules.SkipSeconds && _ladder.IsBehind(reading);
    }

    /// <summary>Counts a block of samples and the work that it took.</summary>
    internal void Worked(double seconds, TimeSpan busy)
    {
        // Skipped sound costs next to nothing, and would hide what scored sound costs.
        if (!Skips) _load.Add(Now, seconds, busy.TotalSeconds);
    }

    /// <summary>A window was left out; its neighbour's score stands for its sound too.</summary>
    internal void LeaveOut() => Volatile.Write(ref _leftOut, _leftOut + 1);

    /// <summary>A window was skipped, and its sound is not heard.</summary>
    /// <param name="seconds">Length of its cell.</param>
    internal void Skip(double seconds)
    {
        LeaveOut();
        Volatile.Write(ref _skippedSeconds, _skippedSeconds + (seconds / _models));
    }

    private void Tell(OverloadStep before, OverloadStep step, in OverloadReading reading)
    {
        var change = new OverloadChange(before, step, reading.QueuedSeconds, reading.Load, reading.Now - _steppedAt, _leftOut - _leftOutBefore);
        (_steppedAt, _leftOutBefore) = (reading.Now, _leftOut);
        Changed?.Invoke(change);
    }
}
