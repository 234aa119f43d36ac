using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>Tells the ends of connections apart.</summary>
internal static class EndKinds
{
    /// <summary>The kind of an end, of a connection that was accepted.</summary>
    public static EndKind Of(MosquittoClosed closed) => closed.Cause switch
    {
        _ when !closed.WasConnected => EndKind.Innocent,
        MosquittoCloseCause.ServerDisconnected => Of(closed.ReasonCode),
        MosquittoCloseCause.ConnectionLost or MosquittoCloseCause.ProtocolError or MosquittoCloseCause.Tls => EndKind.Broken,
        _ => EndKind.Innocent,
    };

    // Reason codes of a server's DISCONNECT: MQTT 5, section 3.14.2.1. What is not about a packet for certain, nor about the server for certain, may be either.
    private static EndKind Of(byte reason) => reason switch
    {
        0x81 or 0x82 or 0x90 or 0x95 or 0x99 or 0x9A or 0x9B => EndKind.Blaming,
        0x89 or 0x8B or 0x8D or 0x8E or 0x93 or 0x96 or 0x98 or 0x9C or 0x9D or 0x9F or 0xA0 => EndKind.Innocent,
        _ => EndKind.Broken,
    };
}
