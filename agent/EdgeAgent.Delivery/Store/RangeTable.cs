using EdgeAgent.Core.Events;

namespace EdgeAgent.Delivery.Store;

/// <summary>Ranges of messages by store, coalesced.</summary>
internal sealed class RangeTable
{
    private readonly SortedDictionary<string, SequenceSet> _stores = new(StringComparer.Ordinal);
    private readonly List<SequenceRange> _open = [];

    /// <summary>Adds ranges; those without an end are kept as they are.</summary>
    public void Add(IReadOnlyList<SequenceRange>? ranges)
    {
        foreach (var range in ranges ?? [])
        {
            if (range.Last is { } last) Add(range.Store, range.First, last);
            else if (!_open.Contains(range)) _open.Add(range);
        }
    }

    /// <summary>Adds a range of a store.</summary>
    public void Add(string store, long first, long last)
    {
        if (!_stores.TryGetValue(store, out var set)) _stores.Add(store, set = new SequenceSet());
        set.Add(first, last);
    }

    /// <summary>All ranges, by store and ascending; null when there are none.</summary>
    public IReadOnlyList<SequenceRange>? ToList()
    {
        List<SequenceRange> list = [.. _open, .. _stores.SelectMany(store => store.Value.Ranges.Select(range => new SequenceRange(store.Key, range.First, range.Last)))];
        return list.Count == 0 ? null : list;
    }
}
