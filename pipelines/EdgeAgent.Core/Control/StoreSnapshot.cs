namespace EdgeAgent.Core.Control;

/// <summary>The event store and its outbox at one moment.</summary>
public sealed record StoreSnapshot
{
    /// <summary>The present store; empty while none could be opened.</summary>
    public required string StoreId { get; init; }

    /// <summary>The last sequence on disk; 0 in an empty store.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Messages that the broker has not confirmed.</summary>
    public required long Pending { get; init; }

    /// <summary>Messages that the broker refuses for good.</summary>
    public required long Refused { get; init; }

    /// <summary>Bytes on disk.</summary>
    public required long BytesUsed { get; init; }

    /// <summary>Bytes that may be used.</summary>
    public required long BudgetBytes { get; init; }

    /// <summary>What is wrong and what to do, one sentence; null when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether there is a connection to a broker.</summary>
    public required bool Connected { get; init; }
}
