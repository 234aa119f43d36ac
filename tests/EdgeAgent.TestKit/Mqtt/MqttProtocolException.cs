namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Bytes that MQTT does not allow.</summary>
public sealed class MqttProtocolException(string message) : Exception(message);
