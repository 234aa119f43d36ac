namespace EdgeAgent.TestKit.Mqtt;

/// <summary>What a link is like for all its connections until it is said otherwise.</summary>
public sealed record LinkConditions
{
    /// <summary>Time that bytes take, each way.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Bytes a second, each way and for each connection; null for no limit.</summary>
    public int? BytesPerSecond { get; init; }

    /// <summary>What the broker says gets lost; the client's bytes arrive. PUBACKs never come.</summary>
    public bool DropsToClient { get; init; }

    /// <summary>New connections are accepted, and nothing ever goes either way.</summary>
    public bool IsBlackHole { get; init; }
}
