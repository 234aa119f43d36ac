namespace EdgeAgent.Interop.Mosquitto;

/// <summary>What the broker said when it accepted the connection: its limits, with MQTT's defaults where it said nothing.</summary>
public sealed record MosquittoConnected
{
    /// <summary>Whether the broker still holds this client's session.</summary>
    public bool SessionPresent { get; init; }

    /// <summary>Publishes of QoS 1 and 2 that the broker takes unacknowledged.</summary>
    public int ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>Publishes that may be under way: the lower of <see cref="ReceiveMaximum"/> and <see cref="MosquittoOptions.SendMaximum"/>.</summary>
    public int SendWindow { get; init; }

    /// <summary>The largest packet in bytes that the broker takes; null when it names no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>The highest QoS that the broker takes: 0, 1 or 2.</summary>
    public int MaximumQos { get; init; } = 2;

    /// <summary>The highest topic alias; 0 for none.</summary>
    public int TopicAliasMaximum { get; init; }

    /// <summary>Whether the broker keeps retained messages.</summary>
    public bool RetainAvailable { get; init; } = true;

    /// <summary>The client id that the broker made up; null when it took the client's own.</summary>
    public string? AssignedClientId { get; init; }

    /// <summary>The keep-alive in seconds that the broker set instead of the client's; null when it did not.</summary>
    public int? ServerKeepAliveSeconds { get; init; }

    /// <summary>How long in seconds the broker will keep the session, where that is not what was asked for.</summary>
    public uint? SessionExpirySeconds { get; init; }

    /// <summary>What the broker says to people; null for nothing.</summary>
    public string? ReasonString { get; init; }
}
