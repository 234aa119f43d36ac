namespace EdgeAgent.Delivery.Documents;

/// <summary>What a device says of itself, retained on <c>{prefix}/{device}/status</c>: published on every connect and at a clean stop, and left with the broker as the last will.</summary>
public sealed record StatusDocument
{
    /// <summary><c>online</c> or <c>offline</c>.</summary>
    public required DeviceState Status { get; init; }

    /// <summary>Why it is offline: <c>stopped</c>, or <c>connection-lost</c> (the last will). Null when online.</summary>
    public string? Reason { get; init; }

    /// <summary>The device's name.</summary>
    public required string Device { get; init; }

    /// <summary>The agent's version.</summary>
    public required string Version { get; init; }

    /// <summary>Names this start of the machine; a new one says that it was off or reset.</summary>
    public required string BootId { get; init; }

    /// <summary>The store that numbers its messages: sequences compare within one store only. Null while no store can be opened.</summary>
    public string? StoreId { get; init; }

    /// <summary>Sequence of the last message accepted when this was said, 0 in an empty store; null in the last will, which is written before.</summary>
    public long? Sequence { get; init; }

    /// <summary>UTC of what it says; null in the last will, which can't know.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What the broker publishes when the connection is lost.</summary>
    public StatusDocument Will() => this with { Status = DeviceState.Offline, Reason = "connection-lost", Sequence = null, Since = null };

    /// <summary>What is published before a clean stop.</summary>
    /// <param name="sequence">Sequence of the last message accepted.</param>
    /// <param name="time">UTC of the stop.</param>
    public StatusDocument Stopped(long sequence, DateTimeOffset time) =>
        this with { Status = DeviceState.Offline, Reason = "stopped", Sequence = sequence, Since = time };
}
