namespace EdgeAgent.TestKit.Mqtt;

/// <summary>What a client sent against the protocol, and why it is.</summary>
public sealed record MalformedPacket(string Error, byte[] Content) : MqttPacket(MqttPacketType.Malformed);
