using System.Globalization;

namespace EdgeAgent.Subscriber.Ledger;

/// <summary>What a subscriber has, what it was told it will not get, and what is wrong.</summary>
public sealed record DeliveryReport
{
    /// <summary>True when everything that was produced was received or declared, in order, duplicates byte-identical, every change of store announced.</summary>
    public bool Complete => Faults.Count == 0;

    /// <summary>What is wrong, a sentence each; empty when complete.</summary>
    public IReadOnlyList<string> Faults => [.. FindFaults()];

    /// <summary>Messages that came, duplicates and others included.</summary>
    public long Messages { get; init; }

    /// <summary>Event messages, each once.</summary>
    public long Events { get; init; }

    /// <summary>Gap records, each once.</summary>
    public long Gaps { get; init; }

    /// <summary>Messages on other topics, such as status: not numbered, not judged.</summary>
    public long Others { get; init; }

    /// <summary>Messages on event and gap topics that cannot be counted.</summary>
    public long Unreadable { get; init; }

    /// <summary>The first of them, in words.</summary>
    public IReadOnlyList<string> UnreadableExamples { get; init; } = [];

    /// <summary>Every store that was heard or named, in the order of appearance.</summary>
    public IReadOnlyList<StoreReport> Stores { get; init; } = [];

    /// <summary>What came more than once.</summary>
    public required DuplicateReport Duplicates { get; init; }

    /// <summary>First deliveries that came behind a later one of their store, pipeline and lane.</summary>
    public long OrderViolations { get; init; }

    /// <summary>The first of them, in words.</summary>
    public IReadOnlyList<string> OrderExamples { get; init; } = [];

    /// <summary>Latency of each lane.</summary>
    public IReadOnlyList<LatencyReport> Latency { get; init; } = [];

    private IEnumerable<string> FindFaults()
    {
        foreach (var store in Stores)
        {
            if (store.Missing.Count > 0) yield return string.Create(CultureInfo.InvariantCulture, $"store {store.Id}: {store.MissingCount} missing: {Ranges(store.Missing)}");
            if (store.Change == StoreChange.Unannounced) yield return $"store {store.Id} follows another store of {store.Device} and does not say so";
        }

        if (Duplicates.Different > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{Duplicates.Different} duplicates differ: {Duplicates.Examples[0]}");
        if (OrderViolations > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{OrderViolations} out of order: {OrderExamples[0]}");
        if (Unreadable > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{Unreadable} unreadable: {UnreadableExamples[0]}");
    }

    /// <summary>Ranges in a line; all of them, a reader may need each.</summary>
    internal static string Ranges(IReadOnlyList<RangeReport> ranges) => ranges.Count == 0 ? "–" : string.Join(", ", ranges);
}
