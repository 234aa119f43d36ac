namespace EdgeAgent.Subscriber.Ledger;

/// <summary>What came of one store and what was declared of it.</summary>
/// <param name="Id">The store's id.</param>
/// <param name="Number">Its number in this ledger.</param>
internal sealed record StoreLedger(string Id, int Number)
{
    /// <summary>The device it publishes for; null while it is known from declarations only.</summary>
    public string? Device { get; set; }

    /// <summary>When its first message came among all first messages; from 1.</summary>
    public int Appeared { get; set; }

    /// <summary>Sequences that came.</summary>
    public SequenceSet Received { get; } = new();

    /// <summary>Sequences that gap records declare lost.</summary>
    public SequenceSet Declared { get; } = new();

    /// <summary>Stores that its gap records say have ended.</summary>
    public HashSet<string> Ends { get; } = new(StringComparer.Ordinal);

    /// <summary>Sequences that must be there and are neither received nor declared.</summary>
    public IReadOnlyList<SequenceRange> Missing(bool joinedLate)
    {
        // A declaration without an end says that everything before it was published.
        var known = Declared.Max == long.MaxValue ? Declared.Ranges[^1].First - 1 : Declared.Max;
        var last = Math.Max(Received.Max, known);
        if (!joinedLate) return last > 0 ? SequenceSet.Missing(new SequenceRange(1, last), Received, Declared) : [];
        return Received.Max > 0 && last >= Received.Min ? SequenceSet.Missing(new SequenceRange(Received.Min, last), Received, Declared) : [];
    }

    /// <summary>How many sequences of a declaration came all the same.</summary>
    public long DeclaredButReceived()
    {
        long missed = 0;
        foreach (var range in Received.Ranges)
            foreach (var (first, last) in SequenceSet.Missing(range, Declared, new SequenceSet())) missed += last - first + 1;
        return Received.Count - missed;
    }
}
