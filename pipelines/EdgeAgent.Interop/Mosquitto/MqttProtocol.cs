namespace EdgeAgent.Interop.Mosquitto;

/// <summary>The version of MQTT that a client speaks.</summary>
public enum MqttProtocol
{
    /// <summary>MQTT 5: properties, reason codes, server limits.</summary>
    V5,

    /// <summary>MQTT 3.1.1, for brokers that know nothing newer. Properties cannot be sent, and an acknowledgement never says no.</summary>
    V311,
}
