namespace EdgeAgent.Delivery.Store;

/// <summary>Which messages of the history are wanted; what is null or false does not narrow it.</summary>
public sealed record EventQuery
{
    /// <summary>Offset so far (or a gap's end) at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Offset so far (or a gap's end) before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The label, exactly.</summary>
    public string? Label { get; init; }

    /// <summary>The pipeline, exactly.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Peak score at least, 0..1.</summary>
    public double? MinimumPeak { get; init; }

    /// <summary>Only the last revision of each event: its close, or the newest of one that goes on.</summary>
    public bool LatestRevisionOnly { get; init; }

    /// <summary>Gap records too.</summary>
    public bool IncludeGaps { get; init; }

    /// <summary>Only messages in this state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Only messages after this sequence: the last one of the page before.</summary>
    public long After { get; init; }

    /// <summary>Messages in a page, 1 to 10,000; default 100.</summary>
    public int Limit { get; init; } = 100;
}
