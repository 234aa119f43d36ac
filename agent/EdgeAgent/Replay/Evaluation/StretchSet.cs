namespace EdgeAgent.Replay.Evaluation;

/// <summary>A set of moments of one stream: disjoint stretches in order.</summary>
internal sealed class StretchSet
{
    private readonly List<Stretch> _stretches;

    private StretchSet(List<Stretch> stretches)
    {
        _stretches = stretches;
    }

    /// <summary>The set without a moment.</summary>
    public static StretchSet Empty { get; } = new([]);

    /// <summary>The moments in any of the stretches.</summary>
    public static StretchSet Union(IEnumerable<Stretch> stretches)
    {
        var merged = new List<Stretch>();
        foreach (var next in stretches.OrderBy(stretch => stretch.Begin))
            if (merged.Count > 0 && next.Begin <= merged[^1].End) merged[^1] = new Stretch(merged[^1].Begin, Math.Max(merged[^1].End, next.End));
            else merged.Add(next);
        return new StretchSet(merged);
    }

    /// <summary>Total length in seconds.</summary>
    public double Seconds => _stretches.Sum(stretch => stretch.End - stretch.Begin);

    /// <summary>The moments in both sets.</summary>
    public StretchSet Intersect(StretchSet other)
    {
        var common = new List<Stretch>();
        for (int i = 0, j = 0; i < _stretches.Count && j < other._stretches.Count;)
        {
            var (one, two) = (_stretches[i], other._stretches[j]);
            var (begin, end) = (Math.Max(one.Begin, two.Begin), Math.Min(one.End, two.End));
            if (begin < end) common.Add(new Stretch(begin, end));
            if (one.End < two.End) i++;
            else j++;
        }
        return new StretchSet(common);
    }

    /// <summary>The moments of this set that are not in the other.</summary>
    public StretchSet Subtract(StretchSet other)
    {
        var left = new List<Stretch>();
        var first = 0;
        foreach (var whole in _stretches)
        {
            var begin = whole.Begin;
            while (first < other._stretches.Count && other._stretches[first].End <= begin) first++;
            for (var j = first; j < other._stretches.Count && other._stretches[j].Begin < whole.End; j++)
            {
                if (other._stretches[j].Begin > begin) left.Add(new Stretch(begin, other._stretches[j].Begin));
                begin = Math.Max(begin, other._stretches[j].End);
            }
            if (begin < whole.End) left.Add(new Stretch(begin, whole.End));
        }
        return new StretchSet(left);
    }

    /// <summary>Whether any moment of the stretch, its ends included, is in the set.</summary>
    public bool Overlaps(Stretch stretch)
    {
        // The stretches are disjoint and in order, so their ends are too: find the first that does not end before.
        int low = 0, high = _stretches.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_stretches[middle].End < stretch.Begin && !_stretches[middle].Overlaps(stretch)) low = middle + 1;
            else high = middle;
        }
        return low < _stretches.Count && _stretches[low].Overlaps(stretch);
    }
}
