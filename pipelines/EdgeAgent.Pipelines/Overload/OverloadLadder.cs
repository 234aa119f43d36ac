using EdgeAgent.Core.Control;

namespace EdgeAgent.Pipelines.Overload;

/// <summary>Decides which step of the ladder a pipeline stands on. Pure: what it is told decides, and nothing else. Not for use from two threads.</summary>
/// <remarks>
/// It climbs when input waits <i>and</i> the work is too much for it: a burst that a fast box soon has done is no overload. It climbs down one step at a time, after a time in which the work would
/// have been little without the step too; when it has to climb again soon after, that time doubles.
/// </remarks>
public sealed class OverloadLadder
{
    /// <summary>The longest time for which it waits before it climbs down, seconds.</summary>
    private const double LongestHold = 900;

    private readonly OverloadRules _rules;
    private double _changedAt = double.NegativeInfinity;
    private double _calmSince = double.NaN;
    private double _gaveUpAt = double.NegativeInfinity;
    private double _hold;

    /// <summary>Makes a ladder; it stands at the bottom.</summary>
    public OverloadLadder(OverloadRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules;
        _hold = rules.HoldSeconds;
    }

    /// <summary>The step that it stands on.</summary>
    public OverloadStep Step { get; private set; }

    /// <summary>How often it took a step up.</summary>
    public long Climbs { get; private set; }

    /// <summary>How many times faster the variant is; 1.2 before it was measured.</summary>
    public double VariantGain { get; set; } = 1.2;

    /// <summary>Whether input waits that it can't get done.</summary>
    public bool IsBehind(in OverloadReading reading) => reading.QueuedSeconds >= _rules.RaiseSeconds && reading.Load >= _rules.FullLoad;

    /// <summary>Takes a reading.</summary>
    /// <returns>The step from now on.</returns>
    public OverloadStep Decide(in OverloadReading reading)
    {
        var allowed = reading.Available & _rules.Steps;
        if (IsBehind(reading))
        {
            _calmSince = double.NaN;
            Climb(reading, allowed);
        }
        else if (Step != OverloadStep.None)
        {
            Rest(reading, allowed);
        }
        else if (reading.Now - _gaveUpAt > 4 * _hold)
        {
            _hold = _rules.HoldSeconds;
        }

        return Step;
    }

    private void Climb(in OverloadReading reading, OverloadSteps allowed)
    {
        var isUrgent = reading.QueuedSeconds >= _rules.SkipSeconds && allowed.HasFlag(OverloadSteps.Skip);
        if (!isUrgent && reading.Now - _changedAt < _rules.StepSeconds) return;
        var next = isUrgent ? OverloadStep.Skip : Above(Step, allowed);
        if (next <= Step) return;
        // Giving up a step was wrong: the next time it is thought about longer.
        if (reading.Now - _gaveUpAt < 2 * _hold) _hold = Math.Min(2 * _hold, Math.Max(LongestHold, _rules.HoldSeconds));
        Climbs++;
        Change(next, reading.Now);
    }

    private void Rest(in OverloadReading reading, OverloadSteps allowed)
    {
        var isCalm = reading.QueuedSeconds < _rules.RaiseSeconds && reading.Load * Saved(Step, allowed) <= _rules.CalmLoad;
        if (!isCalm)
        {
            _calmSince = double.NaN;
            return;
        }

        if (double.IsNaN(_calmSince)) _calmSince = reading.Now;
        if (reading.Now - _calmSince < _hold) return;
        _calmSince = double.NaN;
        _gaveUpAt = reading.Now;
        Change(Below(Step, allowed), reading.Now);
    }

    private void Change(OverloadStep step, double now)
    {
        Step = step;
        _changedAt = now;
    }

    // What the work is multiplied by when a step is given up. Skipped sound is not in the load.
    private double Saved(OverloadStep step, OverloadSteps allowed) => step switch
    {
        OverloadStep.Hop => 2,
        OverloadStep.Variant when allowed.HasFlag(OverloadSteps.Variant) => VariantGain,
        OverloadStep.Batch => 1.1,
        _ => 1,
    };

    private static OverloadStep Above(OverloadStep step, OverloadSteps allowed)
    {
        for (var next = step + 1; next <= OverloadStep.Skip; next++)
            if (allowed.HasFlag(SetOf(next))) return next;
        return step;
    }

    private static OverloadStep Below(OverloadStep step, OverloadSteps allowed)
    {
        for (var next = step - 1; next > OverloadStep.None; next--)
            if (allowed.HasFlag(SetOf(next))) return next;
        return OverloadStep.None;
    }

    private static OverloadSteps SetOf(OverloadStep step) => step switch
    {
        OverloadStep.Batch => OverloadSteps.Batch,
        OverloadStep.Variant => OverloadSteps.Variant,
        OverloadStep.Hop => OverloadSteps.Hop,
        OverloadStep.Skip => OverloadSteps.Skip,
        _ => OverloadSteps.None,
    };
}
