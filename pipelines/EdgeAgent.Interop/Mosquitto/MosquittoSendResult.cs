namespace EdgeAgent.Interop.Mosquitto;

/// <summary>What became of a packet that was given to a client.</summary>
public enum MosquittoSendResult
{
    /// <summary>It is on its way: written, or to be written by the client's thread in the order in which packets were given.</summary>
    Sent,

    /// <summary>As many publishes are under way as the broker and the options allow; try again after the next <see cref="IMosquittoHandler.OnPublished"/>.</summary>
    WindowFull,

    /// <summary>The client is not connected, not any more, or is leaving.</summary>
    NotConnected,

    /// <summary>The packet is larger than the broker takes (MQTT 5's Maximum Packet Size) or than MQTT can carry.</summary>
    TooLarge,

    /// <summary>The topic, or a property, is not what MQTT allows: wildcards in a topic name, text that is not UTF-8, a property given twice.</summary>
    Malformed,

    /// <summary>The broker or the protocol version cannot do this: a QoS over the broker's maximum, retained messages where it keeps none,
    /// a topic alias over its maximum, properties on MQTT 3.1.1.</summary>
    NotSupported,

    /// <summary>The library ran out of memory.</summary>
    Failed,
}
