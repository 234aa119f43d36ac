namespace EdgeAgent.Delivery.Mqtt;

/// <summary>The publisher at one moment. Counts are since the start of the process.</summary>
public sealed record MqttHealth
{
    /// <summary>What it is doing.</summary>
    public required MqttState State { get; init; }

    /// <summary>The server that it is, or was last, connected to; null before the first attempt.</summary>
    public string? Server { get; init; }

    /// <summary><c>5</c> or <c>3.1.1</c>; null while not connected.</summary>
    public string? Protocol { get; init; }

    /// <summary>Whether the broker still had the session.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>Packets that wait for the broker's confirmation.</summary>
    public int InFlight { get; init; }

    /// <summary>Messages on disk that are not settled.</summary>
    public long Pending { get; init; }

    /// <summary>Packets published, state documents and repetitions included.</summary>
    public long Published { get; init; }

    /// <summary>Messages that the broker confirmed.</summary>
    public long Acknowledged { get; init; }

    /// <summary>Confirmations that said nobody is subscribed.</summary>
    public long NoSubscribers { get; init; }

    /// <summary>Messages refused for good; they are dead letters now.</summary>
    public long Refused { get; init; }

    /// <summary>Refusals for passing reasons; such messages are sent again.</summary>
    public long Retries { get; init; }

    /// <summary>Messages folded into declared gap records, to save bytes or because they expired.</summary>
    public long Folded { get; init; }

    /// <summary>Connections that were accepted after the first.</summary>
    public long Reconnects { get; init; }

    /// <summary>Connections ended because no confirmation came.</summary>
    public long Stalls { get; init; }

    /// <summary>Bytes of MQTT packets sent; TCP and TLS come on top.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes that the budget allows now; null without one.</summary>
    public long? BytesLeft { get; init; }

    /// <summary>The last failure, one sentence; null when there was none.</summary>
    public string? LastError { get; init; }

    /// <summary>Messages, documents and subscriptions that are put off because the connection ends each time when they are sent; they are tried again now and then.</summary>
    public int PutOff { get; init; }

    /// <summary>What was put off last and why, one sentence; null when nothing is.</summary>
    public string? Problem { get; init; }
}
