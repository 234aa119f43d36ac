namespace EdgeAgent.Subscriber.Ledger;

/// <summary>What the ledger reads off a payload.</summary>
internal sealed record LedgerMessage
{
    /// <summary>True for a gap record.</summary>
    public bool IsGap { get; init; }

    /// <summary>Number within the store, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The store that numbered it.</summary>
    public required string StoreId { get; init; }

    /// <summary>The event's or gap's id; empty when absent.</summary>
    public string Id { get; init; } = "";

    /// <summary>The event's revision; 0 for gaps.</summary>
    public long Revision { get; init; }

    /// <summary>The pipeline; empty when absent.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>The lane as an attribute of a structured CloudEvent; null when absent.</summary>
    public string? Lane { get; init; }

    /// <summary>What latency counts from: <c>offset</c> or <c>to</c>, else <c>onset</c> or <c>from</c>; null when absent.</summary>
    public DateTimeOffset? Happened { get; init; }

    /// <summary>What a gap record declares lost.</summary>
    public IReadOnlyList<DeclaredLoss> Losses { get; init; } = [];

    /// <summary>Fingerprint of the document's bytes, also where it is the data of a structured CloudEvent: a resend over MQTT 3.1.1 is the same document in an envelope.</summary>
    public UInt128 Bytes { get; init; }

    /// <summary>Fingerprint of every field but <c>sequence</c> and <c>storeId</c>.</summary>
    public UInt128 Content { get; init; }
}
