using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Store;

/// <summary>A message of the history.</summary>
public sealed record HistoryRow
{
    /// <summary>Its number; also the place to go on from (<see cref="EventQuery.After"/>).</summary>
    public required long Sequence { get; init; }

    /// <summary>What it says.</summary>
    public required MessageKind Kind { get; init; }

    /// <summary>The pipeline; empty for a gap that concerns the whole box.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The label, or null.</summary>
    public string? Label { get; init; }

    /// <summary>Event id or gap record id.</summary>
    public required string Id { get; init; }

    /// <summary>Revision; 0 for gap records.</summary>
    public required int Revision { get; init; }

    /// <summary>Offset of the event so far (its onset when it opens), or end of the gap; null when unknown.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Peak score, 0..1.</summary>
    public required double Peak { get; init; }

    /// <summary>What became of it.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>The JSON document, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }
}
