namespace EdgeAgent.Delivery.Store;

/// <summary>A set of sequence numbers as ascending ranges that neither overlap nor touch. Deliveries come almost in order, so it stays small. Not for two threads at once.</summary>
internal sealed class SequenceSet
{
    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>The ranges, ascending, both ends included.</summary>
    public IReadOnlyList<(long First, long Last)> Ranges => _ranges;

    /// <summary>How many numbers it holds.</summary>
    public long Count { get; private set; }

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>Whether it holds a number.</summary>
    public bool Contains(long sequence)
    {
        var at = FirstEndingAtOrAfter(sequence);
        return at < _ranges.Count && _ranges[at].First <= sequence;
    }

    /// <summary>The lowest number from <paramref name="from"/> on that is not in the set.</summary>
    public long NextAbsent(long from)
    {
        var at = FirstEndingAtOrAfter(from);
        return at < _ranges.Count && _ranges[at].First <= from ? _ranges[at].Last + 1 : from;
    }

    /// <summary>The ranges within bounds that are not in the set.</summary>
    public IReadOnlyList<(long First, long Last)> Absent(long first, long last)
    {
        var absent = new List<(long, long)>();
        for (var at = FirstEndingAtOrAfter(first); first <= last; at++)
        {
            var end = at < _ranges.Count ? Math.Min(last, _ranges[at].First - 1) : last;
            if (first <= end) absent.Add((first, end));
            if (at == _ranges.Count) break;
            first = Math.Max(first, _ranges[at].Last + 1);
        }

        return absent;
    }

    /// <summary>Adds one number.</summary>
    public void Add(long sequence) => Add(sequence, sequence);

    /// <summary>Adds a range; an empty one (<paramref name="last"/> before <paramref name="first"/>) adds nothing.</summary>
    public void Add(long first, long last)
    {
        if (last < first) return;
        // Everything that overlaps or touches becomes one range.
        var at = FirstEndingAtOrAfter(first - 1);
        var end = at;
        for (; end < _ranges.Count && _ranges[end].First <= last + 1; end++)
        {
            first = Math.Min(first, _ranges[end].First);
            last = Math.Max(last, _ranges[end].Last);
            Count -= _ranges[end].Last - _ranges[end].First + 1;
        }

        Count += last - first + 1;
        if (end == at) _ranges.Insert(at, (first, last));
        else
        {
            _ranges[at] = (first, last);
            _ranges.RemoveRange(at + 1, end - at - 1);
        }
    }

    /// <summary>Adds all of another set.</summary>
    public void Add(SequenceSet other)
    {
        foreach (var (first, last) in other._ranges) Add(first, last);
    }

    /// <summary>Takes a range out.</summary>
    public void Remove(long first, long last)
    {
        if (last < first) return;
        var at = FirstEndingAtOrAfter(first);
        while (at < _ranges.Count && _ranges[at].First <= last)
        {
            var (start, end) = _ranges[at];
            Count -= Math.Min(end, last) - Math.Max(start, first) + 1;
            _ranges.RemoveAt(at);
            if (start < first) _ranges.Insert(at++, (start, first - 1));
            if (end > last) _ranges.Insert(at++, (last + 1, end));
        }
    }

    /// <summary>Takes everything out.</summary>
    public void Clear()
    {
        _ranges.Clear();
        Count = 0;
    }

    // Index of the first range that ends at or after a number.
    private int FirstEndingAtOrAfter(long sequence)
    {
        // Numbers come almost in order: the last range is the usual one.
        if (_ranges.Count == 0 || _ranges[^1].Last < sequence) return _ranges.Count;
        int low = 0, high = _ranges.Count - 1;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_ranges[middle].Last < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
