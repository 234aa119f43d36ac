namespace EdgeAgent.TestKit.Mqtt;

/// <summary>MQTT 5 properties (2.2.2.2) of any packet; null or empty is absent.</summary>
public sealed record MqttProperties
{
    public static MqttProperties None { get; } = new();

    public byte? PayloadFormat { get; init; }

    /// <summary>Seconds.</summary>
    public uint? MessageExpiry { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public byte[]? CorrelationData { get; init; }

    public IReadOnlyList<uint> SubscriptionIdentifiers { get; init; } = [];

    /// <summary>Seconds.</summary>
    public uint? SessionExpiry { get; init; }

    public string? AssignedClientId { get; init; }

    /// <summary>Seconds.</summary>
    public ushort? ServerKeepAlive { get; init; }

    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public byte? RequestProblemInformation { get; init; }

    /// <summary>Seconds.</summary>
    public uint? WillDelay { get; init; }

    public byte? RequestResponseInformation { get; init; }

    public string? ResponseInformation { get; init; }

    public string? ServerReference { get; init; }

    public string? Reason { get; init; }

    public ushort? ReceiveMaximum { get; init; }

    public ushort? TopicAliasMaximum { get; init; }

    public ushort? TopicAlias { get; init; }

    public byte? MaximumQos { get; init; }

    public byte? RetainAvailable { get; init; }

    /// <summary>In order, names may repeat.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> User { get; init; } = [];

    /// <summary>Bytes of a whole packet.</summary>
    public uint? MaximumPacketSize { get; init; }

    public byte? WildcardSubscriptionAvailable { get; init; }

    public byte? SubscriptionIdentifiersAvailable { get; init; }

    public byte? SharedSubscriptionAvailable { get; init; }

    /// <summary>The first user property of a name; null without one.</summary>
    public string? UserProperty(string name) => User.FirstOrDefault(property => property.Key == name).Value;
}
