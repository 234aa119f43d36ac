namespace EdgeAgent.TestKit.Mqtt;

/// <summary>What the broker publishes when the client goes without a word.</summary>
public sealed record MqttWill(string Topic, byte[] Payload, int Qos, bool Retain, MqttProperties Properties);
