namespace EdgeAgent.Core.Control;

/// <summary>A message of the store.</summary>
public sealed record FeedMessage
{
    /// <summary>The store that numbers it.</summary>
    public required string StoreId { get; init; }

    /// <summary>Its number, from 1, gapless within the store.</summary>
    public required long Sequence { get; init; }

    /// <summary>What it says.</summary>
    public required FeedKind Kind { get; init; }

    /// <summary>The pipeline; empty where the whole box is concerned.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The label; null where there is none.</summary>
    public string? Label { get; init; }

    /// <summary>Event id or record id.</summary>
    public required string Id { get; init; }

    /// <summary>Revision of the event; 0 for records.</summary>
    public required int Revision { get; init; }

    /// <summary>Offset of the event so far, or end of the gap; null when unknown.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Peak score, 0..1; 0 for records.</summary>
    public required double Peak { get; init; }

    /// <summary>The document as it is published: JSON, UTF-8.</summary>
    public required ReadOnlyMemory<byte> Document { get; init; }
}
