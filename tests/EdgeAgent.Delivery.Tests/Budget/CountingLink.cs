using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Tests.Budget;

/// <summary>A connection that takes everything, counts its bytes, and answers when it is asked to.</summary>
internal sealed class CountingLink : IPacketLink
{
    private readonly Queue<int> _unanswered = new();
    private int _last;

    public string Server => "mqtt://counting:1883";

    public bool IsMqtt5 => true;

    public long Bytes { get; private set; }

    public bool Woken { get; private set; }

    public List<(string Topic, string Payload)> Documents { get; } = [];

    public MosquittoSendResult Send(Publication publication, PacketForm form, out int id)
    {
        Bytes += PacketSize.Publish(publication, IsMqtt5, form.Qos, form.SendTopic, form.Alias > 0, form.ExpirySeconds is not null) + PacketSize.Acknowledgement;
        if (publication.Retain) Documents.Add((publication.Topic, System.Text.Encoding.UTF8.GetString(publication.Payload.Span)));
        id = ++_last;
        _unanswered.Enqueue(id);
        return MosquittoSendResult.Sent;
    }

    public bool Subscribe(string filter) => true;

    public void Wake() => Woken = true;

    public void Leave()
    {
    }

    public void Abort(string reason) => throw new InvalidOperationException(reason);

    /// <summary>Answers everything and lets the dispatcher go on until it has nothing more to do.</summary>
    public void Serve(Dispatcher dispatcher)
    {
        do
        {
            Woken = false;
            while (_unanswered.TryDequeue(out var id)) dispatcher.Answer(id, 0, null);
            dispatcher.Pump();
        }
        while (Woken || _unanswered.Count > 0);
    }
}
