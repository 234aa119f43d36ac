namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A CONNECT.</summary>
public sealed record ConnectPacket() : MqttPacket(MqttPacketType.Connect)
{
    /// <summary>4 is MQTT 3.1.1, 5 is MQTT 5.</summary>
    public required int Version { get; init; }

    public required string ClientId { get; init; }

    public required bool CleanStart { get; init; }

    /// <summary>Seconds.</summary>
    public required int KeepAlive { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    public MqttWill? Will { get; init; }

    public MqttProperties Properties { get; init; } = MqttProperties.None;
}
