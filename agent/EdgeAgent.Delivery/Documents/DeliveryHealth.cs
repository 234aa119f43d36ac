namespace EdgeAgent.Delivery.Documents;

/// <summary>How delivery to the broker fares. Counts are since the agent started.</summary>
public sealed record DeliveryHealth
{
    /// <summary>Messages that the broker has not confirmed.</summary>
    public required long Pending { get; init; }

    /// <summary>Lowest sequence that the broker has not confirmed; one more than the last when it has confirmed all.</summary>
    public required long Cursor { get; init; }

    /// <summary>Dead letters: messages that the broker refused for good and that wait for <c>outbox requeue</c>.</summary>
    public required long Refused { get; init; }

    /// <summary>Gap records among them: while there are any, a subscriber has not been told of everything it misses.</summary>
    public required long RefusedGaps { get; init; }

    /// <summary>Bytes of packets sent today (UTC) as the budget counts them.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes that the budget leaves today; null without a budget.</summary>
    public long? BytesLeft { get; init; }

    /// <summary>Times that a connection was made.</summary>
    public required long Connects { get; init; }

    /// <summary>One sentence when something is put off because the broker, or the link, ends the connection each time when it is sent; null otherwise.</summary>
    public string? Problem { get; init; }
}
