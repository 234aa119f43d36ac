namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>Consecutive cells from an onset, with the sums that an event needs. Cells below the low threshold count only once a later cell reaches it.</summary>
internal struct ScoreRun
{
    private double _sum;
    private double _pendingSum;
    private int _pendingWindows;

    /// <summary>Position where the run begins.</summary>
    public long First { get; private set; }

    /// <summary>End of the last cell that reached the low threshold.</summary>
    public long Last { get; private set; }

    /// <summary>Highest score so far.</summary>
    public float Peak { get; private set; }

    /// <summary>Windows from <see cref="First"/> to <see cref="Last"/>.</summary>
    public int Windows { get; private set; }

    /// <summary>Whether a run is there at all.</summary>
    public bool Exists { get; private set; }

    /// <summary>Mean score from <see cref="First"/> to <see cref="Last"/>.</summary>
    public readonly float Mean => (float)(_sum / Windows);

    /// <summary>Begins a run with a cell that reaches the low threshold.</summary>
    public static ScoreRun Begin(long first, long last, float score)
    {
        var run = new ScoreRun { First = first, Exists = true };
        run.Extend(last, score);
        return run;
    }

    /// <summary>Adds a cell that reaches the low threshold, and the dip before it.</summary>
    public void Extend(long last, float score)
    {
        _sum += _pendingSum + score;
        Windows += _pendingWindows + 1;
        _pendingSum = 0;
        _pendingWindows = 0;
        Last = last;
        Peak = Math.Max(Peak, score);
    }

    /// <summary>Adds a cell below the low threshold, which counts only if the run goes on.</summary>
    public void Dip(float score)
    {
        _pendingSum += score;
        _pendingWindows++;
    }

    /// <summary>Adds a later run after the dips that lie between.</summary>
    public void Join(in ScoreRun later)
    {
        // The dips that this run saw include the later run's own cells: the gap's share is what remains.
        var gapSum = _pendingSum - later._sum - later._pendingSum;
        var gapWindows = _pendingWindows - later.Windows - later._pendingWindows;
        _sum += gapSum + later._sum;
        Windows += gapWindows + later.Windows;
        _pendingSum = later._pendingSum;
        _pendingWindows = later._pendingWindows;
        Last = later.Last;
        Peak = Math.Max(Peak, later.Peak);
    }

    /// <summary>Moves the end of the last cell: the last window of an epoch owns its rest.</summary>
    public void StretchTo(long last) => Last = Math.Max(Last, last);
}
