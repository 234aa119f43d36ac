using EdgeAgent.Core.Events;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>
/// Turns the smoothed scores of one label into events: opens when k of the last n reach <c>high</c>, begins where the score
/// reached <c>low</c>, goes on while it stays there, joins what lies within the merge gap, drops what is too short, cuts what is too long.
/// Pure: no clock, no I/O; the same scores give the same changes.
/// </summary>
/// <remarks>A cut at the maximum length forgets everything: the successor has to confirm itself again.</remarks>
internal sealed class LabelTracker
{
    /// <summary>An update is worth sending when the peak rose by this much …</summary>
    private const float UpdatePeakRise = 0.01f;

    /// <summary>… and this many seconds of input passed since the last revision.</summary>
    private const int UpdateSeconds = 10;

    private readonly int _classIndex;
    private readonly EventRules _rules;
    private readonly long _minFrames;
    private readonly long _gapFrames;
    private readonly long _maxFrames;
    private readonly long _updateFrames;
    private readonly bool[] _high;

    private long _step;
    private int _highCount;
    private bool _wasLow = true;

    // The event that is confirmed, and the run that may become one (or join it).
    private ScoreRun _event;
    private ScoreRun _candidate;
    private bool _lapsed;

    private int _revision;
    private float _publishedPeak;
    private long _publishedAt;
    private long _cutOnset = -1;
    private long _cutAt = -1;
    private long _continues = -1;
    private long _quietSince;
    private int _quietSteps;
    private int _unprovenSteps;

    public LabelTracker(int classIndex, EventRules rules, int rate)
    {
        // The first cells of a run started in mid-stream are smoothed over fewer windows than they were in the whole: they prove no quiet.
        _unprovenSteps = rules.Smoothing == SmoothingKind.None ? 0 : rules.SmoothingWindows / 2;
        _classIndex = classIndex;
        _rules = rules;
        _minFrames = (long)Math.Round(rules.MinSeconds * rate);
        _gapFrames = (long)Math.Round(rules.MergeGapSeconds * rate);
        _maxFrames = Math.Max(1, (long)Math.Round(rules.MaxSeconds * rate));
        _updateFrames = (long)UpdateSeconds * rate;
        _high = new bool[rules.ConfirmOf];
    }

    /// <summary>Onset of the event that is going on or may still be, or −1.</summary>
    public long OpenOnset => _event.Exists ? _event.First : _candidate.Exists ? _candidate.First : -1;

    /// <summary>Whether nothing before the last cell, which ends at a position, can matter any more: quiet for longer than the merge gap.</summary>
    public bool IsSettled(long position) => _quietSteps >= _high.Length && position - _quietSince > _gapFrames;

    /// <summary>Takes the next cell [<paramref name="first"/>, <paramref name="last"/>) with its smoothed score.</summary>
    public void Step(long first, long last, float score, List<EventChange> changes)
    {
        var reachesLow = score >= _rules.Low;
        if (_event.Exists && !_lapsed && reachesLow && last - _event.First > _maxFrames) Cut(changes);

        Remember(score >= _rules.High);
        FollowCandidate(first, last, score, reachesLow);
        if (_event.Exists) FollowEvent(last, score, reachesLow);
        if (_event.Exists && _lapsed && IsOver(last)) Close(null, changes);
        if (_candidate.Exists && score >= _rules.High && _highCount >= _rules.Confirm) Confirm(changes);
        if (_event.Exists) Publish(last, changes);

        _wasLow = !reachesLow;
        _quietSteps = reachesLow || _unprovenSteps-- > 0 ? 0 : _quietSteps + 1;
        if (_quietSteps <= 1) _quietSince = last;
    }

    /// <summary>Ends the epoch at a position: the last cell owns the rest, and what is open closes.</summary>
    public void Finish(long end, string reason, List<EventChange> changes)
    {
        if (_event.Exists)
        {
            if (!_lapsed) _event.StretchTo(end);
            Publish(end, changes);
            Close(_lapsed ? null : reason, changes);
        }

        _candidate = default;
    }

    private void Remember(bool high)
    {
        var slot = (int)(_step++ % _high.Length);
        if (_high[slot]) _highCount--;
        _high[slot] = high;
        if (high) _highCount++;
    }

    // A candidate lives as long as a high lies within the last n cells, through dips; a run without one ends at its first dip.
    private void FollowCandidate(long first, long last, float score, bool reachesLow)
    {
        if (_event.Exists && !_lapsed) return;
        var newRun = reachesLow && _wasLow;
        var noEarlierHigh = _highCount == (score >= _rules.High ? 1 : 0);
        if (_candidate.Exists && ((noEarlierHigh && (newRun || !reachesLow)) || last - _candidate.First > _maxFrames)) _candidate = default;
        if (!_candidate.Exists)
        {
            if (reachesLow) _candidate = ScoreRun.Begin(first, last, score);
        }
        else if (reachesLow)
        {
            _candidate.Extend(last, score);
        }
        else
        {
            _candidate.Dip(score);
        }
    }

    private void FollowEvent(long last, float score, bool reachesLow)
    {
        if (reachesLow && !_lapsed)
        {
            _event.Extend(last, score);
            return;
        }

        _lapsed = true;
        _event.Dip(score);
    }

    private void Confirm(List<EventChange> changes)
    {
        if (_event.Exists && _candidate.Last - _event.First > _maxFrames) Close(CloseReason.MaxLength, changes);
        if (_event.Exists)
        {
            _event.Join(_candidate);
        }
        else
        {
            _event = _candidate;
            _continues = _event.First == _cutAt ? _cutOnset : -1;
        }

        _lapsed = false;
        _candidate = default;
    }

    private void Cut(List<EventChange> changes)
    {
        _cutOnset = _event.First;
        _cutAt = _event.Last;
        Close(CloseReason.MaxLength, changes);
        Array.Clear(_high);
        _highCount = 0;
        _candidate = default;
        _wasLow = true;
    }

    // Over: nothing that began within the merge gap can still be confirmed and join.
    private bool IsOver(long position) =>
        position - _event.Last > _gapFrames && !(_candidate.Exists && _candidate.First - _event.Last <= _gapFrames);

    private void Publish(long now, List<EventChange> changes)
    {
        if (_event.Last - _event.First < _minFrames) return;
        if (_revision == 0)
        {
            Emit(EventState.Open, null, now, changes);
        }
        else if (_event.Peak >= _publishedPeak + UpdatePeakRise && now - _publishedAt >= _updateFrames)
        {
            Emit(EventState.Update, null, now, changes);
        }
    }

    private void Close(string? reason, List<EventChange> changes)
    {
        if (_revision > 0) Emit(EventState.Close, reason, 0, changes);
        _event = default;
        _lapsed = false;
        _revision = 0;
        _publishedPeak = 0;
    }

    private void Emit(EventState state, string? reason, long now, List<EventChange> changes)
    {
        changes.Add(new EventChange(_classIndex, state, _revision, _event.First, _event.Last, _event.Peak, _event.Mean, _event.Windows, reason, _continues));
        _revision++;
        _publishedPeak = _event.Peak;
        _publishedAt = now;
    }
}
