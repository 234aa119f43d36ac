namespace EdgeAgent.Delivery.Mqtt;

/// <summary>What the end of a connection says about the packets that were on their way.</summary>
internal enum EndKind
{
    /// <summary>Nothing: this side has left, or the server said something about itself or the connection.</summary>
    Innocent,

    /// <summary>The connection broke, or nothing was answered any more: the link's doing, or the server's, which can't be told apart from here.</summary>
    Broken,

    /// <summary>The server said that it was sent something that it will not have (DISCONNECT, MQTT 5 only).</summary>
    Blaming,
}
