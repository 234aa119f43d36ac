namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>
/// Sorts fields of view into intervals and tells each when a field of another one comes, or at the end. Clock-free: the same fields in the same order give the same intervals.
/// Intervals without fields are not told: nothing was seen of them.
/// </summary>
/// <param name="options">How it is counted.</param>
/// <param name="labels">Number of labels.</param>
/// <param name="ledger">Keeps the open interval over restarts; null where nothing needs to (replay).</param>
/// <param name="tell">Takes an interval with its fields.</param>
internal sealed class FieldIntervals(CountOptions options, int labels, FieldLedger? ledger, Action<IntervalCount, IReadOnlyList<FieldCount>> tell)
{
    /// <summary>Fields of an interval that are listed one by one; those that come then go on counting in the last one of their kind.</summary>
    public const int MostListed = 100_000;

    private const int RememberedIntervals = 64;

    private readonly List<FieldCount> _fields = [];
    private readonly List<DateTimeOffset> _told = [];
    private readonly HashSet<(string, DateTimeOffset)> _known = [];
    private FieldCount? _resting;
    private FieldCounter? _open;

    /// <summary>What the open interval has so far; null before its first field.</summary>
    public FieldCounter? Open => _open;

    /// <summary>Takes up where the ledger stopped.</summary>
    public void Resume()
    {
        if (ledger is null) return;
        _told.AddRange(ledger.Told);
        foreach (var field in ledger.Fields)
        {
            if (field.Name is { } name) _known.Add((name, field.Time));
            if (Enter(field.Time)) Count(field);
        }
    }

    /// <summary>Whether a field was counted before a restart: the folder's journal did not hear of it in time.</summary>
    public bool IsKnown(string? name, DateTimeOffset time) => name is not null && _known.Contains((name, time));

    /// <summary>Opens the interval of a time, and tells the one that was open if that is another.</summary>
    /// <returns>False where it was told before: then a field of it comes too late.</returns>
    public bool Enter(DateTimeOffset time)
    {
        var ticks = options.Interval.Ticks;
        var from = new DateTimeOffset(time.UtcTicks / ticks * ticks, TimeSpan.Zero);
        if (_open?.From == from) return true;
        if (_told.Contains(from)) return false;
        Close(isCut: false);
        _open = new FieldCounter(options.Sampler, labels, from, from + options.Interval);
        return true;
    }

    /// <summary>Counts a field of the interval that was entered.</summary>
    public void Add(FieldCount field)
    {
        // A camera whose stage rests gives the same place many times a second: that is one line.
        if (field is { Exclusion: FieldExclusion.Duplicate, Name: null })
        {
            _resting = _resting is { } before && before.Width == field.Width && before.Height == field.Height ? before with { Frames = before.Frames + field.Frames } : Rest(field);
            return;
        }

        Settle();
        Count(field);
        ledger?.Add(field);
    }

    /// <summary>The input ends.</summary>
    /// <param name="tells">Whether the open interval is told as it is; otherwise it goes on after a restart, where the ledger keeps it.</param>
    public void Finish(bool tells)
    {
        Settle();
        if (tells) Close(isCut: true);
    }

    private FieldCount Rest(FieldCount field)
    {
        Settle();
        return field;
    }

    private void Settle()
    {
        if (_resting is not { } resting) return;
        _resting = null;
        Count(resting);
        ledger?.Add(resting);
    }

    private void Count(FieldCount field)
    {
        _open!.Add(field);
        if (_fields.Count < MostListed)
        {
            _fields.Add(field);
            return;
        }

        var last = _fields.FindLastIndex(f => f.Exclusion == field.Exclusion && f.Width == field.Width && f.Height == field.Height);
        if (last < 0) _fields.Add(field);
        else _fields[last] = _fields[last] with { Frames = _fields[last].Frames + field.Frames, Labels = [.. _fields[last].Labels.Zip(field.Labels, Sum)] };

        static FieldLabel Sum(FieldLabel a, FieldLabel b) => new(a.Count + b.Count, Math.Max(a.Peak, b.Peak), a.ScoreSum + b.ScoreSum, a.Crops + b.Crops);
    }

    private void Close(bool isCut)
    {
        Settle();
        if (_open is not { } open) return;
        tell(open.Total(isCut), _fields);
        _open = null;
        _fields.Clear();
        _known.Clear();
        _told.Add(open.From);
        if (_told.Count > RememberedIntervals) _told.RemoveAt(0);
        ledger?.Begin(_told);
    }
}
