namespace EdgeAgent.Delivery.Documents;

/// <summary>How the event store fares.</summary>
public sealed record StoreHealth
{
    /// <summary><c>ok</c>, or <c>degraded</c>: events can't be stored at present.</summary>
    public required string State { get; init; }

    /// <summary>One sentence with the cause and the remedy when degraded; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>Names the store.</summary>
    public string? StoreId { get; init; }

    /// <summary>Sequence of the last message accepted.</summary>
    public required long Sequence { get; init; }

    /// <summary>Bytes that the store takes on the disk.</summary>
    public required long BytesOnDisk { get; init; }

    /// <summary>Bytes of flash written since the agent started.</summary>
    public required long BytesWritten { get; init; }
}
