using EdgeAgent.Core.Control;

namespace EdgeAgent.Delivery.Store;

/// <summary>The store at one moment. Counters start with the process.</summary>
public sealed record StoreHealth
{
    /// <summary>Whether records get to the disk.</summary>
    public required StoreState State { get; init; }

    /// <summary>What is wrong and what to do, one sentence; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>The present store; empty while none could be opened.</summary>
    public required string StoreId { get; init; }

    /// <summary>Messages that are on disk.</summary>
    public required long Accepted { get; init; }

    /// <summary>Records that wait for the disk.</summary>
    public required long Waiting { get; init; }

    /// <summary>Records turned away because too many waited; each is declared as soon as the disk works.</summary>
    public required long Refused { get; init; }

    /// <summary>Transactions.</summary>
    public required long Commits { get; init; }

    /// <summary>Messages on disk that are not settled, those beside the order included.</summary>
    public required long Pending { get; init; }

    /// <summary>Messages that the broker refuses for good and nobody requeued.</summary>
    public required long DeadLetters { get; init; }

    /// <summary>Gap records among the dead letters and what was requeued of them: while there are any, a subscriber has not been told of everything it misses.</summary>
    public required long RefusedGaps { get; init; }

    /// <summary>Messages given up for want of disk, age or damage, and declared.</summary>
    public required long Dropped { get; init; }

    /// <summary>The lowest sequence that is not settled.</summary>
    public required long Cursor { get; init; }

    /// <summary>The last sequence on disk; 0 in an empty store.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Bytes that the database and the files set aside hold.</summary>
    public required long BytesUsed { get; init; }

    /// <summary>Bytes that they may hold.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>Bytes written to the disk: pages to the log with their frame headers, and pages moved from it into the database (at most; the log's own count).</summary>
    public required long BytesWritten { get; init; }

    /// <summary>Whether the reserve for a full disk is in place.</summary>
    public required bool ReserveIntact { get; init; }

    /// <summary>Databases set aside because they were damaged.</summary>
    public required long Salvages { get; init; }

    /// <summary>Reads that failed.</summary>
    public required long ReadErrors { get; init; }

    /// <summary>Seconds that the store has been open, over all runs.</summary>
    public required double PoweredSeconds { get; init; }

    /// <summary>From the acceptance of a record to the disk.</summary>
    public LatencyFigures? Durable { get; init; }

    /// <summary>From the acceptance of a record to the broker's confirmation, of those that were confirmed soon; without a broker none.</summary>
    public LatencyFigures? Published { get; init; }
}
