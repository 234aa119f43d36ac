namespace EdgeAgent.Replay.Evaluation;

/// <summary>Compares the truth and the events of one label in one stream.</summary>
internal static class StreamMatch
{
    /// <summary>For each of the first, whether any of the others overlaps it within the collar.</summary>
    public static bool[] Overlapped(IReadOnlyList<Stretch> items, IReadOnlyList<Stretch> others, double collar)
    {
        var near = StretchSet.Union(others.Select(other => other.Widened(collar)));
        return [.. items.Select(near.Overlaps)];
    }

    /// <summary>
    /// The largest number of pairs of truth and event whose begins differ by at most the collar and whose ends by at most the collar or,
    /// where that is more, the share of the truth's length (sed_eval's event-based rule).
    /// </summary>
    public static int OneToOne(IReadOnlyList<Stretch> truth, IReadOnlyList<Stretch> events, double collar, double share)
    {
        var sorted = events.OrderBy(stretch => stretch.Begin).ToArray();
        var edges = new List<int>[truth.Count];
        for (var i = 0; i < truth.Count; i++)
        {
            var (begin, end) = truth[i];
            var tolerance = Math.Max(collar, share * (end - begin));
            edges[i] = [];
            for (var j = FirstFrom(sorted, begin - collar - 1); j < sorted.Length && sorted[j].Begin <= begin + collar + 1; j++)
                if (Stretch.Near(sorted[j].Begin, begin, collar) && Stretch.Near(sorted[j].End, end, tolerance)) edges[i].Add(j);
        }
        return BipartiteMatching.Match(edges, sorted.Length).Count(partner => partner >= 0);
    }

    private static int FirstFrom(Stretch[] sorted, double begin)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle].Begin < begin) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
