namespace EdgeAgent.Pipelines.Levels;

/// <summary>Follows runs of identical samples, over the borders of tiles and intervals. Zeros do not count: a source may mute itself between sounds.</summary>
internal sealed class RunTracker
{
    /// <summary>Runs shorter than this are not looked for, samples.</summary>
    public const int ShortestRun = 32;

    private readonly int _shortest;
    private int _value;
    private long _length;
    private int _here;
    private int _held;
    private long _longest;

    /// <summary>Makes a tracker.</summary>
    /// <param name="rate">Sample frames a second: below a millisecond, a run may be the crest of a low sound in coarse steps.</param>
    public RunTracker(int rate) => _shortest = Math.Max(ShortestRun, rate / 1000);

    /// <summary>Takes the next samples, as bits.</summary>
    /// <param name="tile">The samples; at least one.</param>
    /// <param name="holdsRun">False when no run of <see cref="ShortestRun"/> lies within the tile, so that only its ends need a look.</param>
    public void Add(ReadOnlySpan<int> tile, bool holdsRun)
    {
        var lead = tile.IndexOfAnyExcept(_value);
        if (lead < 0) lead = tile.Length;
        _length += lead;
        _here += lead;
        if (lead == tile.Length) return;
        Count();
        var rest = tile[lead..];
        while (true)
        {
            _value = holdsRun ? rest[0] : rest[^1];
            // Where there is no run inside, only the one that reaches the end can go on.
            if (!holdsRun) rest = rest[(rest.LastIndexOfAnyExcept(_value) + 1)..];
            var end = rest.IndexOfAnyExcept(_value);
            _length = _here = end < 0 ? rest.Length : end;
            if (end < 0) return;
            Count();
            rest = rest[end..];
        }
    }

    /// <summary>Ends an interval.</summary>
    /// <returns>Samples of the interval that lie in runs, and the longest run so far of those that reach into it; 0 when there is none.</returns>
    public (int Held, long Longest) EndInterval()
    {
        Count();
        var result = (_held, _longest);
        _here = 0;
        _held = 0;
        _longest = 0;
        return result;
    }

    /// <summary>Forgets everything: what follows is another epoch.</summary>
    public void Reset() => (_length, _here, _held, _longest) = (0, 0, 0, 0);

    private void Count()
    {
        if (_length < _shortest || _value == 0) return;
        _held += _here;
        _longest = Math.Max(_longest, _length);
    }
}
