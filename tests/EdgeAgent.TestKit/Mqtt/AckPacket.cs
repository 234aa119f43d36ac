namespace EdgeAgent.TestKit.Mqtt;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP.</summary>
public sealed record AckPacket(MqttPacketType Type, ushort Id, byte Reason, MqttProperties Properties) : MqttPacket(Type);
