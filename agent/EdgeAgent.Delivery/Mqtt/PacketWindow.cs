using System.Diagnostics.CodeAnalysis;
using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Delivery.Mqtt;

/// <summary>The packets on their way over one connection, within the broker's limits; every byte that goes out is charged here. Used on the publisher's thread.</summary>
internal sealed class PacketWindow(MqttOptions options, ByteBudget budget, Suspects suspects, MqttCounters counters, TimeProvider time)
{
    // The thinnest link that still counts as one, in bytes a second.
    private const double ThinnestLink = 1000;

    private readonly Dictionary<int, Flight> _flights = [];
    private IPacketLink? _link;
    private MosquittoConnected _limits = new();
    private TopicAliases _aliases = new(0);
    private string? _subscribing;
    private int _room;
    private long _heardAt;
    private long _chargedAt;

    /// <summary>The connection; only while there is one.</summary>
    public IPacketLink Link => _link ?? throw new InvalidOperationException("Nothing is sent without a connection.");

    /// <summary>Packets that wait for an answer, a SUBSCRIBE among them.</summary>
    public int Count => _flights.Count + (_subscribing is null ? 0 : 1);

    /// <summary>What the packets that wait for an answer are about.</summary>
    public HashSet<PacketSubject> Unanswered
    {
        get
        {
            var subjects = _flights.Values.Select(SubjectOf).ToHashSet();
            if (_subscribing is { } filter) subjects.Add(PacketSubject.Subscription(filter));
            return subjects;
        }
    }

    /// <summary>Packets that may be added.</summary>
    public int Room => !suspects.OneByOne ? _room : Count == 0 ? Math.Min(_room, 1) : 0;

    /// <summary>The largest packet that the broker takes, in bytes.</summary>
    public long Largest => _limits.MaximumPacketSize ?? 268_435_460;

    /// <summary>Whether answers are due and none has come for too long: <see cref="MqttOptions.StallSeconds"/> beyond the time that the largest packet on its way takes at 1 kB/s.
    /// Answers come in the order of the packets (MQTT 5, section 4.6), so between two of them lies one packet.</summary>
    public bool IsStalled
    {
        get
        {
            if (_flights.Count == 0) return false;
            var silence = time.GetElapsedTime(_heardAt).TotalSeconds - options.StallSeconds;
            return silence > 0 && silence > _flights.Values.Max(flight => flight.Bytes) / ThinnestLink;
        }
    }

    /// <summary>Starts on a new connection: nothing is on its way.</summary>
    public void Begin(IPacketLink link, MosquittoConnected limits)
    {
        End();
        _link = link;
        _limits = limits;
        _aliases = new TopicAliases(link.IsMqtt5 ? limits.TopicAliasMaximum : 0);
        _heardAt = _chargedAt = time.GetTimestamp();
        _room = Math.Min(options.Window, limits.SendWindow);
    }

    /// <summary>The connection is gone, and with it everything that was on its way.</summary>
    public void End()
    {
        _link = null;
        _flights.Clear();
        _subscribing = null;
        _room = 0;
        counters.InFlight = 0;
    }

    /// <summary>Bytes of a publication as a packet with its topic in full.</summary>
    public int Size(Publication publication, bool expires) =>
        PacketSize.Publish(publication, Link.IsMqtt5, Math.Min(publication.Qos, _limits.MaximumQos), topicSent: true, aliased: false, expires && Link.IsMqtt5);

    /// <summary>Sends a packet that is no larger than <see cref="Largest"/>.</summary>
    /// <param name="publication">What.</param>
    /// <param name="expirySeconds">Seconds that it is still worth keeping; null for ever.</param>
    /// <param name="flight">Whose it is.</param>
    public MosquittoSendResult Send(Publication publication, uint? expirySeconds, Flight flight)
    {
        var mqtt5 = Link.IsMqtt5;
        // Documents come too rarely to earn an alias.
        var (alias, sendTopic) = publication.Retain ? (0, true) : _aliases.Plan(publication.Topic);
        var qos = Math.Min(publication.Qos, _limits.MaximumQos);
        var size = PacketSize.Publish(publication, mqtt5, qos, sendTopic, alias > 0, mqtt5 && expirySeconds is not null);
        if (alias > 0 && size > Largest) (alias, sendTopic, size) = (0, true, size - (sendTopic ? 3 : 0));
        var form = new PacketForm(qos, publication.Retain && _limits.RetainAvailable, alias, sendTopic, mqtt5 ? expirySeconds : null);
        var result = Link.Send(publication, form, out var id);
        if (result != MosquittoSendResult.Sent) return result;

        if (!publication.Retain) _aliases.Sent(publication.Topic, alias);
        var now = time.GetTimestamp();
        if (_flights.Count == 0) _heardAt = now;
        _flights[id] = flight with { SentAt = now, Bytes = size };
        _room--;
        counters.InFlight = _flights.Count;
        counters.WasPublished();
        suspects.Sent(SubjectOf(flight));
        Charge(size, qos > 0 ? PacketSize.Acknowledgement : 0);
        return result;
    }

    /// <summary>Takes an answer.</summary>
    /// <param name="id">The packet's id.</param>
    /// <param name="flight">Whose it was.</param>
    public bool TryAnswer(int id, [MaybeNullWhen(false)] out Flight flight)
    {
        if (!_flights.Remove(id, out flight)) return false;
        _heardAt = time.GetTimestamp();
        _room++;
        counters.InFlight = _flights.Count;
        suspects.Heard();
        return true;
    }

    /// <summary>Subscribes.</summary>
    /// <returns>Whether it is on its way.</returns>
    public bool Subscribe(string filter)
    {
        if (!Link.Subscribe(filter)) return false;
        _subscribing = filter;
        suspects.Sent(PacketSubject.Subscription(filter));
        var (sent, received) = PacketSize.Subscribe(filter, Link.IsMqtt5);
        Charge(sent, received);
        return true;
    }

    /// <summary>The broker has answered the subscription.</summary>
    public void Subscribed()
    {
        suspects.Heard();
        if (_subscribing is { } filter) suspects.Cleared(PacketSubject.Subscription(filter));
        _subscribing = null;
    }

    /// <summary>Charges the keep-alive: one exchange for each interval, as if nothing else had been said.</summary>
    public void ChargeKeepAlive()
    {
        var interval = _limits.ServerKeepAliveSeconds ?? options.KeepAliveSeconds;
        if (interval == 0 || time.GetElapsedTime(_chargedAt).TotalSeconds < interval) return;
        _chargedAt = time.GetTimestamp();
        Charge(PacketSize.Ping / 2, PacketSize.Ping / 2);
    }

    /// <summary>Charges bytes that go either way.</summary>
    public void Charge(int sent, int received)
    {
        counters.WentOut(sent);
        budget.Spend(sent + received);
    }

    private PacketSubject SubjectOf(Flight flight) =>
        flight.Message is { } outgoing ? PacketSubject.Of(outgoing.Message) : PacketSubject.Document(flight.Document?.Topic ?? options.StatusTopic);
}
