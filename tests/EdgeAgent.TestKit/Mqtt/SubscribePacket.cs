namespace EdgeAgent.TestKit.Mqtt;

/// <summary>SUBSCRIBE or UNSUBSCRIBE.</summary>
/// <param name="Type">Which.</param>
/// <param name="Id">Packet identifier.</param>
/// <param name="Filters">Topic filters and their options byte (0 for UNSUBSCRIBE).</param>
/// <param name="Properties">Properties.</param>
public sealed record SubscribePacket(MqttPacketType Type, ushort Id, IReadOnlyList<KeyValuePair<string, byte>> Filters, MqttProperties Properties) : MqttPacket(Type);
