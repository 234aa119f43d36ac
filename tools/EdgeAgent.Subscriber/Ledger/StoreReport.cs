namespace EdgeAgent.Subscriber.Ledger;

/// <summary>One store in a report.</summary>
public sealed record StoreReport
{
    /// <summary>The store's id.</summary>
    public required string Id { get; init; }

    /// <summary>Topic prefix and device; null when nothing came of it.</summary>
    public string? Device { get; init; }

    /// <summary>How it came to be known.</summary>
    public StoreChange Change { get; init; }

    /// <summary>Sequences that came, each once.</summary>
    public long Received { get; init; }

    /// <summary>The highest sequence that came; 0 for none.</summary>
    public long Last { get; init; }

    /// <summary>Sequences that gap records declare lost.</summary>
    public IReadOnlyList<RangeReport> Declared { get; init; } = [];

    /// <summary>Sequences that came although they were declared lost: no fault, a loss less.</summary>
    public long DeclaredButReceived { get; init; }

    /// <summary>Sequences that neither came nor were declared.</summary>
    public IReadOnlyList<RangeReport> Missing { get; init; } = [];

    /// <summary>How many those are.</summary>
    public long MissingCount { get; init; }
}
