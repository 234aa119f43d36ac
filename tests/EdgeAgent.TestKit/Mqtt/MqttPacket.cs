namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A packet that a client sent.</summary>
/// <param name="Type">Its type.</param>
public abstract record MqttPacket(MqttPacketType Type)
{
    /// <summary>Which connection it came over, from 0.</summary>
    public int Connection { get; init; }

    /// <summary>Bytes of the whole packet.</summary>
    public int Bytes { get; init; }
}
