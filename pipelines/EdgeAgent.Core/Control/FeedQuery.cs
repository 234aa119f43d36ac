namespace EdgeAgent.Core.Control;

/// <summary>A page of the history.</summary>
public sealed record FeedQuery
{
    /// <summary>Which messages.</summary>
    public FeedFilter Filter { get; init; } = FeedFilter.All;

    /// <summary>Offset so far (or a gap's end) at or after; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Offset so far (or a gap's end) before; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only the last revision of each event.</summary>
    public bool LatestRevisionOnly { get; init; }

    /// <summary>Only messages behind this number: the last one of the page before.</summary>
    public long After { get; init; }

    /// <summary>Messages at most, 1 to 1000.</summary>
    public int Limit { get; init; } = 100;
}
