namespace EdgeAgent.TestKit.Mqtt;

/// <summary>A DISCONNECT.</summary>
public sealed record DisconnectPacket(byte Reason, MqttProperties Properties) : MqttPacket(MqttPacketType.Disconnect);
