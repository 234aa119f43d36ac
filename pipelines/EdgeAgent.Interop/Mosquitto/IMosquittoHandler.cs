namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Hears what happens to a client. Everything is raised on the client's own thread, one call at a time, and must not block it: nothing is read or
/// written meanwhile. What a method throws ends the connection with <see cref="MosquittoCloseCause.HandlerFault"/>.</summary>
public interface IMosquittoHandler
{
    /// <summary>The broker accepted the connection. Publishing and subscribing work from here on.</summary>
    /// <param name="connection">The broker's limits.</param>
    void OnConnected(MosquittoConnected connection);

    /// <summary>A publish is settled: acknowledged (QoS 1, 2) or written (QoS 0). It left the window before this call.</summary>
    /// <param name="messageId">What <see cref="MosquittoClient.Publish"/> gave. When that was called on another thread, this may come before it has returned.</param>
    /// <param name="reasonCode">The broker's reason code, see <see cref="MqttReason.OfPublish"/>; 0 with MQTT 3.1.1 and QoS 0.</param>
    /// <param name="reasonString">What the broker said to people, where the code is no success; null for nothing.</param>
    void OnPublished(int messageId, byte reasonCode, string? reasonString);

    /// <summary>The connection ended, or did not come to be. Raised exactly once after <see cref="MosquittoClient.Start"/>, and last.</summary>
    /// <param name="closed">Why.</param>
    void OnClosed(MosquittoClosed closed);

    /// <summary>The loop has read all that was there and is about to write: raised while connected, after anything happened and after <see cref="MosquittoClient.Wake"/>,
    /// at least once a second. Publishing here is the fast way: no lock is contended, and all that is published goes out together.</summary>
    void OnIdle()
    {
    }

    /// <summary>A message of a subscription. One of QoS 1 counts as received when this is called.</summary>
    /// <param name="message">Valid during the call only.</param>
    void OnMessage(in MosquittoMessage message)
    {
    }

    /// <summary>The broker answered a subscription.</summary>
    /// <param name="messageId">What <see cref="MosquittoClient.Subscribe"/> gave.</param>
    /// <param name="reasonCode">0, 1 or 2: the QoS that was granted; from 0x80 the reason of a refusal.</param>
    void OnSubscribed(int messageId, byte reasonCode)
    {
    }

    /// <summary>The broker ended a subscription.</summary>
    /// <param name="messageId">What <see cref="MosquittoClient.Unsubscribe"/> gave.</param>
    void OnUnsubscribed(int messageId)
    {
    }
}
