using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>A message that the broker refuses for good.</summary>
public sealed record DeadLetter
{
    /// <summary>Names it for <see cref="DeadLetters.Requeue"/>.</summary>
    public required long Key { get; init; }

    /// <summary>Why the broker refuses it, one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The store that numbered it.</summary>
    public required string StoreId { get; init; }

    /// <summary>Its number.</summary>
    public required long Sequence { get; init; }

    /// <summary>What it says.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>The pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The label, or null.</summary>
    public string? Label { get; init; }

    /// <summary>Event id or gap record id.</summary>
    public required string Id { get; init; }

    /// <summary>Revision; 0 for gap records.</summary>
    public required int Revision { get; init; }

    /// <summary>The JSON document, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
