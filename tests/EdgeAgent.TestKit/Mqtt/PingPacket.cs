namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A PINGREQ.</summary>
public sealed record PingPacket() : MqttPacket(MqttPacketType.PingReq);
