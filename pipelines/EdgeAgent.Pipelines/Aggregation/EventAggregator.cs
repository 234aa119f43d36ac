using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>Turns the score rows of one epoch into event changes, label by label. Pure and clock-free.</summary>
internal sealed class EventAggregator
{
    private readonly Track[] _tracks;
    private readonly (long First, long Last)[] _cells;
    private readonly List<EventChange> _changes = new(capacity: 16);
    private long _rows;

    /// <summary>Makes the aggregator of one epoch.</summary>
    /// <param name="rules">Rules by class index.</param>
    /// <param name="rate">Sample frames per second of the positions.</param>
    public EventAggregator(IReadOnlyList<EventRules> rules, int rate)
    {
        _tracks = [.. rules.Select((rule, index) => (rule, index)).Where(x => x.rule.Report).Select(x => new Track(x.index, x.rule, rate))];
        var lag = _tracks.Length == 0 ? 0 : _tracks.Max(t => t.Smoother.Lag);
        _cells = new (long, long)[lag + 1];
    }

    /// <summary>Onset of the earliest event that is or may yet be open, or −1.</summary>
    public long OpenOnset
    {
        get
        {
            var earliest = -1L;
            foreach (var track in _tracks)
            {
                var onset = track.Tracker.OpenOnset;
                if (onset >= 0 && (earliest < 0 || onset < earliest)) earliest = onset;
            }

            return earliest;
        }
    }

    /// <summary>Whether events from here on no longer depend on where the scores began.</summary>
    public bool IsSettled => Array.TrueForAll(_tracks, static track => track.Tracker.IsSettled(track.Position));

    /// <summary>Position up to which every label has been followed; smoothing lags behind the rows.</summary>
    public long Position
    {
        get
        {
            if (_tracks.Length == 0) return _cells[Math.Max(0, _rows - 1) % _cells.Length].Last;
            // Asked for after every window: an enumerator would be an allocation a window.
            var slowest = long.MaxValue;
            foreach (var track in _tracks) slowest = Math.Min(slowest, track.Position);
            return slowest;
        }
    }

    /// <summary>Takes one row of scores for the cell [<paramref name="first"/>, <paramref name="last"/>).</summary>
    /// <returns>The changes it made; valid until the next call.</returns>
    public List<EventChange> Add(long first, long last, ReadOnlySpan<float> scores)
    {
        _changes.Clear();
        _cells[_rows++ % _cells.Length] = (first, last);
        foreach (var track in _tracks)
        {
            track.Smoother.Add(scores[track.ClassIndex]);
            Advance(track, atEnd: false);
        }

        return _changes;
    }

    /// <summary>Ends the epoch at a position, in sample frames, for a reason that open events carry.</summary>
    /// <returns>The changes it made; valid until the next call.</returns>
    public List<EventChange> Finish(long end, string reason)
    {
        _changes.Clear();
        foreach (var track in _tracks)
        {
            Advance(track, atEnd: true);
            track.Tracker.Finish(end, reason, _changes);
        }

        return _changes;
    }

    private void Advance(Track track, bool atEnd)
    {
        while (track.Smoother.TryTake(atEnd, out var smoothed))
        {
            var (first, last) = _cells[track.Taken++ % _cells.Length];
            track.Position = last;
            track.Tracker.Step(first, last, smoothed, _changes);
        }
    }

    private sealed class Track(int classIndex, EventRules rules, int rate)
    {
        public int ClassIndex { get; } = classIndex;

        public ScoreSmoother Smoother { get; } = new(rules.Smoothing, rules.SmoothingWindows);

        public LabelTracker Tracker { get; } = new(classIndex, rules, rate);

        public long Taken { get; set; }

        public long Position { get; set; }
    }
}
