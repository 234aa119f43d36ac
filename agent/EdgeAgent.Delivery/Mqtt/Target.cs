using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What the next attempt connects to.</summary>
/// <param name="Server">The server.</param>
/// <param name="Protocol">The version of MQTT to speak.</param>
internal sealed record Target(MqttServer Server, MqttProtocol Protocol);
