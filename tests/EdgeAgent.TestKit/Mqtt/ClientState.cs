namespace EdgeAgent.TestKit.Mqtt;

/// <summary>What binds a client on its connection: the version, the broker's limits, its packet identifiers and topic aliases.</summary>
internal sealed class ClientState
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ushort, int> _inFlight = [];
    private readonly Dictionary<ushort, string> _aliases = [];
    private MqttProperties _limits = MqttProperties.None;
    private bool _connected;

    /// <summary>4 or 5.</summary>
    public int Version { get; private set; } = 5;

    /// <summary>Bytes that a packet may have.</summary>
    public uint LargestPacket => _limits.MaximumPacketSize ?? int.MaxValue;

    public void Accepted(MqttProperties limits) => _limits = limits;

    /// <summary>Holds a packet to what was agreed; resolves its topic alias.</summary>
    public MqttPacket Take(MqttPacket packet)
    {
        if (packet is ConnectPacket connect)
        {
            if (_connected) throw new MqttProtocolException("a second CONNECT");
            _connected = true;
            Version = connect.Version;
        }
        else if (!_connected)
        {
            throw new MqttProtocolException($"{packet.Type} before CONNECT");
        }

        return packet is PublishPacket publish ? Take(publish) : packet;
    }

    /// <summary>The QoS of a message that waits for its answer; 1 when unknown.</summary>
    public int QosOf(ushort id)
    {
        lock (_lock) return _inFlight.GetValueOrDefault(id, 1);
    }

    /// <summary>The message has its last answer.</summary>
    public void Settle(ushort id)
    {
        lock (_lock) _inFlight.Remove(id);
    }

    /// <summary>Settles a message and gives the packet that says so.</summary>
    public byte[] Complete(ushort id, MqttPacketType type)
    {
        Settle(id);
        return MqttEncoder.Ack(type, id, 0, MqttProperties.None, Version);
    }

    private PublishPacket Take(PublishPacket publish)
    {
        if (publish.Qos > (_limits.MaximumQos ?? 2)) throw new MqttProtocolException($"QoS {publish.Qos} over the maximum of {_limits.MaximumQos}");
        if (publish.Retain && _limits.RetainAvailable == 0) throw new MqttProtocolException("a retained message where retaining is not available");
        if (publish.Properties.TopicAlias is { } alias) publish = Resolve(publish, alias);
        if (publish.Qos == 0) return publish;
        lock (_lock)
        {
            if (!_inFlight.TryAdd(publish.Id, publish.Qos) && !publish.Duplicate) throw new MqttProtocolException($"packet identifier {publish.Id} is in use already");
            if (_inFlight.Count > (_limits.ReceiveMaximum ?? ushort.MaxValue)) throw new MqttProtocolException($"{_inFlight.Count} messages under way, over the receive maximum of {_limits.ReceiveMaximum}");
        }

        return publish;
    }

    private PublishPacket Resolve(PublishPacket publish, ushort alias)
    {
        if (alias > (_limits.TopicAliasMaximum ?? 0)) throw new MqttProtocolException($"topic alias {alias} over the maximum of {_limits.TopicAliasMaximum ?? 0}");
        if (publish.TopicSent) _aliases[alias] = publish.Topic;
        return _aliases.TryGetValue(alias, out var topic) ? publish with { Topic = topic } : throw new MqttProtocolException($"topic alias {alias} stands for nothing yet");
    }
}
