namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What the publisher is doing.</summary>
public enum MqttState
{
    /// <summary>Not started, or stopped.</summary>
    Stopped,

    /// <summary>An attempt to connect is under way.</summary>
    Connecting,

    /// <summary>Connected to a broker.</summary>
    Connected,

    /// <summary>Not connected; the next attempt comes when the back-off is over.</summary>
    BackingOff,

    /// <summary>Not connected, because the byte budget does not cover a connection at present.</summary>
    OutOfBudget,
}
