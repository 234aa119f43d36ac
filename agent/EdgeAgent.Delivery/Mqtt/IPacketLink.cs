using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>An accepted connection, as the sender sees it.</summary>
internal interface IPacketLink
{
    /// <summary>The server, for messages.</summary>
    string Server { get; }

    /// <summary>Whether it speaks MQTT 5.</summary>
    bool IsMqtt5 { get; }

    /// <summary>Sends a packet.</summary>
    /// <param name="publication">What.</param>
    /// <param name="form">How.</param>
    /// <param name="id">Names it in the answer; 0 unless it was sent.</param>
    MosquittoSendResult Send(Publication publication, PacketForm form, out int id);

    /// <summary>Subscribes to a topic filter with QoS 0.</summary>
    /// <returns>Whether it is on its way.</returns>
    bool Subscribe(string filter);

    /// <summary>Has the sender called again soon.</summary>
    void Wake();

    /// <summary>Says good-bye and ends the connection.</summary>
    void Leave();

    /// <summary>Ends the connection without a word, for a reason in one sentence.</summary>
    void Abort(string reason);
}
