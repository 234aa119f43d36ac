namespace EdgeAgent.Delivery.Outbox;

/// <summary>One message that is due: what was accepted, byte for byte the same at every delivery.</summary>
public sealed record OutboxMessage
{
    /// <summary>The queue it is taken from.</summary>
    public required Lane Lane { get; init; }

    /// <summary>Names it within its lane: the sequence, or the row of the message set aside.</summary>
    public required long Key { get; init; }

    /// <summary>Place in its store's gapless order, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The store that numbered it; differs from the present store only for salvaged messages.</summary>
    public required string StoreId { get; init; }

    /// <summary>What it says.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>The pipeline; empty for a gap that concerns the whole box.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The label; null for gap records that concern no label.</summary>
    public string? Label { get; init; }

    /// <summary>Event id or gap record id.</summary>
    public required string Id { get; init; }

    /// <summary>Revision of the event; 0 for gap records.</summary>
    public required int Revision { get; init; }

    /// <summary>Offset of the event so far (its onset when it opens), or end of the gap; null when unknown.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Peak score, 0..1; 0 for gap records.</summary>
    public double Peak { get; init; }

    /// <summary>The JSON document, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Seconds of powered time since it was accepted.</summary>
    public required double AgeSeconds { get; init; }
}
