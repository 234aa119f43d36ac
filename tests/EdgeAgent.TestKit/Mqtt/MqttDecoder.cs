namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Packets that clients send, decoded as strictly as the specification asks; MQTT 3.1.1 and 5.</summary>
internal static class MqttDecoder
{
    /// <summary>Decodes one packet.</summary>
    /// <param name="header">First byte.</param>
    /// <param name="body">Everything behind the remaining length.</param>
    /// <param name="version">4 or 5; a CONNECT brings its own.</param>
    public static MqttPacket Decode(byte header, ReadOnlySpan<byte> body, int version)
    {
        var type = (MqttPacketType)(header >> 4);
        var flags = header & 0x0F;
        var expected = type is MqttPacketType.PubRel or MqttPacketType.Subscribe or MqttPacketType.Unsubscribe ? 2 : 0;
        if (type != MqttPacketType.Publish && flags != expected) throw new MqttProtocolException($"reserved flags of {type} are {flags}, not {expected}");
        var reader = new MqttReader(body);
        MqttPacket packet = type switch
        {
            MqttPacketType.Connect => Connect(ref reader),
            MqttPacketType.Publish => Publish(ref reader, flags, version),
            MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp => Ack(ref reader, type, version),
            MqttPacketType.Subscribe or MqttPacketType.Unsubscribe => Subscribe(ref reader, type, version),
            MqttPacketType.PingReq => new PingPacket(),
            MqttPacketType.Disconnect => Disconnect(ref reader, version),
            _ => throw new MqttProtocolException($"a client never sends {type}"),
        };
        if (!reader.IsAtEnd) throw new MqttProtocolException($"{type} is longer than its content");
        return packet;
    }

    private static ConnectPacket Connect(ref MqttReader reader)
    {
        var protocol = reader.Text("protocol name");
        var version = reader.Byte("protocol version");
        if (protocol != "MQTT" || version is not (4 or 5)) throw new MqttProtocolException($"protocol '{protocol}' version {version}");
        var flags = reader.Byte("connect flags");
        if ((flags & 1) != 0) throw new MqttProtocolException("the reserved connect flag is set");
        var hasWill = (flags & 4) != 0;
        var willQos = flags >> 3 & 3;
        if (willQos == 3 || !hasWill && (flags & 0x38) != 0) throw new MqttProtocolException($"will flags 0x{flags:X2}");
        if (version == 4 && (flags & 0xC0) == 0x40) throw new MqttProtocolException("a password without a user name");
        var keepAlive = reader.Short("keep alive");
        var properties = version == 5 ? MqttPropertyCodec.Read(ref reader, MqttPacketType.Connect) : MqttProperties.None;
        var clientId = reader.Text("client id");
        if (version == 4 && clientId.Length == 0 && (flags & 2) == 0) throw new MqttProtocolException("no client id for a session that is to be kept");
        MqttWill? will = null;
        if (hasWill)
        {
            var willProperties = version == 5 ? MqttPropertyCodec.Read(ref reader, MqttPropertyCodec.Will) : MqttProperties.None;
            var topic = Topic(reader.Text("will topic"));
            will = new MqttWill(topic, reader.Binary("will payload"), willQos, (flags & 0x20) != 0, willProperties);
        }

        return new ConnectPacket
        {
            Version = version,
            ClientId = clientId,
            CleanStart = (flags & 2) != 0,
            KeepAlive = keepAlive,
            Will = will,
            UserName = (flags & 0x80) != 0 ? reader.Text("user name") : null,
            Password = (flags & 0x40) != 0 ? reader.Binary("password") : null,
            Properties = properties,
        };
    }

    private static PublishPacket Publish(ref MqttReader reader, int flags, int version)
    {
        var qos = flags >> 1 & 3;
        if (qos == 3) throw new MqttProtocolException("QoS 3");
        if (qos == 0 && (flags & 8) != 0) throw new MqttProtocolException("DUP at QoS 0");
        var topic = reader.Text("topic");
        var id = qos > 0 ? Identifier(ref reader) : (ushort)0;
        var properties = version == 5 ? MqttPropertyCodec.Read(ref reader, MqttPacketType.Publish) : MqttProperties.None;
        if (properties.SubscriptionIdentifiers.Count > 0) throw new MqttProtocolException("a client's PUBLISH carries a subscription identifier");
        if (topic.Length > 0 || properties.TopicAlias is null) Topic(topic);
        return new PublishPacket
        {
            Topic = topic,
            TopicSent = topic.Length > 0,
            Qos = qos,
            Retain = (flags & 1) != 0,
            Duplicate = (flags & 8) != 0,
            Id = id,
            Properties = properties,
            Payload = reader.Remaining(),
        };
    }

    private static AckPacket Ack(ref MqttReader reader, MqttPacketType type, int version)
    {
        var id = Identifier(ref reader);
        var (reason, properties) = version == 5 ? Reason(ref reader, type) : ((byte)0, MqttProperties.None);
        return new AckPacket(type, id, reason, properties);
    }

    private static DisconnectPacket Disconnect(ref MqttReader reader, int version)
    {
        var (reason, properties) = version == 5 ? Reason(ref reader, MqttPacketType.Disconnect) : ((byte)0, MqttProperties.None);
        return new DisconnectPacket(reason, properties);
    }

    // Reason code and properties may be left out from the end (3.4.2.1).
    private static (byte Reason, MqttProperties Properties) Reason(ref MqttReader reader, MqttPacketType type)
    {
        if (reader.IsAtEnd) return (0, MqttProperties.None);
        var reason = reader.Byte("reason code");
        return (reason, reader.IsAtEnd ? MqttProperties.None : MqttPropertyCodec.Read(ref reader, type));
    }

    private static SubscribePacket Subscribe(ref MqttReader reader, MqttPacketType type, int version)
    {
        var id = Identifier(ref reader);
        var properties = version == 5 ? MqttPropertyCodec.Read(ref reader, type) : MqttProperties.None;
        var filters = new List<KeyValuePair<string, byte>>();
        while (!reader.IsAtEnd) filters.Add(KeyValuePair.Create(reader.Text("topic filter"), type == MqttPacketType.Subscribe ? reader.Byte("subscription options") : (byte)0));
        return filters.Count > 0 ? new SubscribePacket(type, id, filters, properties) : throw new MqttProtocolException($"{type} without a topic filter");
    }

    private static ushort Identifier(ref MqttReader reader) =>
        reader.Short("packet identifier") is var id and not 0 ? id : throw new MqttProtocolException("packet identifier 0");

    private static string Topic(string topic) =>
        topic.Length == 0 ? throw new MqttProtocolException("an empty topic")
        : topic.AsSpan().ContainsAny('+', '#') ? throw new MqttProtocolException($"topic '{topic}' holds a wildcard")
        : topic;
}
