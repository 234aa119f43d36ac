namespace EdgeAgent.Subscriber.Ledger;

/// <summary>Sequences as ranges that neither overlap nor touch, in order: an unbroken run costs one range however long it is.</summary>
public sealed class SequenceSet
{
    private readonly List<SequenceRange> _ranges = [];

    /// <summary>The ranges, in order.</summary>
    public IReadOnlyList<SequenceRange> Ranges => _ranges;

    /// <summary>How many sequences; a range without end counts up to <see cref="long.MaxValue"/>.</summary>
    public long Count { get; private set; }

    /// <summary>The lowest sequence; 0 when empty.</summary>
    public long Min => _ranges.Count > 0 ? _ranges[0].First : 0;

    /// <summary>The highest sequence; 0 when empty.</summary>
    public long Max => _ranges.Count > 0 ? _ranges[^1].Last : 0;

    /// <summary>True when the sequence is in it.</summary>
    public bool Contains(long sequence)
    {
        var at = FirstEndingAtOrAfter(sequence);
        return at < _ranges.Count && _ranges[at].First <= sequence;
    }

    /// <summary>Adds one sequence; false when it was there.</summary>
    public bool Add(long sequence)
    {
        if (Contains(sequence)) return false;
        Add(new SequenceRange(sequence, sequence));
        return true;
    }

    /// <summary>Adds a range; what of it was there stays.</summary>
    public void Add(SequenceRange range)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(range.First, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(range.Last, range.First);
        // From the first range that touches this one to the last that does, all become one.
        var begin = FirstEndingAtOrAfter(range.First - 1);
        var end = begin;
        var (first, last) = range;
        for (; end < _ranges.Count && (range.Last == long.MaxValue || _ranges[end].First <= range.Last + 1); end++)
        {
            first = Math.Min(first, _ranges[end].First);
            last = Math.Max(last, _ranges[end].Last);
            Count -= Length(_ranges[end]);
        }

        var joined = new SequenceRange(first, last);
        Count += Length(joined);
        if (begin == end)
        {
            _ranges.Insert(begin, joined);
            return;
        }

        _ranges[begin] = joined;
        _ranges.RemoveRange(begin + 1, end - begin - 1);
    }

    /// <summary>What of a range is in neither set, in order.</summary>
    public static IReadOnlyList<SequenceRange> Missing(SequenceRange range, SequenceSet one, SequenceSet other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var both = new SequenceSet();
        foreach (var held in one._ranges.Concat(other._ranges)) both.Add(held);
        var missing = new List<SequenceRange>();
        var next = range.First;
        foreach (var (first, last) in both._ranges)
        {
            if (last < next) continue;
            if (first > range.Last) break;
            if (first > next) missing.Add(new SequenceRange(next, first - 1));
            if (last >= range.Last) return missing;
            next = last + 1;
        }

        if (next <= range.Last) missing.Add(new SequenceRange(next, range.Last));
        return missing;
    }

    private static long Length(SequenceRange range) => range.Last == long.MaxValue ? long.MaxValue - range.First : range.Last - range.First + 1;

    private int FirstEndingAtOrAfter(long sequence)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
