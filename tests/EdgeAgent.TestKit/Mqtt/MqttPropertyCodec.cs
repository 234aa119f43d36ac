using P = EdgeAgent.TestKit.Mqtt.MqttPacketType;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Properties to bytes and back; what a packet may not carry, or carries twice, is refused (2.2.2.2).</summary>
internal static class MqttPropertyCodec
{
    /// <summary>Where the properties of a will stand in the table below.</summary>
    public const P Will = P.Malformed;

    private static readonly Dictionary<uint, P[]> Allowed = new()
    {
        [0x01] = [P.Publish, Will],
        [0x02] = [P.Publish, Will],
        [0x03] = [P.Publish, Will],
        [0x08] = [P.Publish, Will],
        [0x09] = [P.Publish, Will],
        [0x0B] = [P.Publish, P.Subscribe],
        [0x11] = [P.Connect, P.ConnAck, P.Disconnect],
        [0x12] = [P.ConnAck],
        [0x13] = [P.ConnAck],
        [0x15] = [P.Connect, P.ConnAck, P.Auth],
        [0x16] = [P.Connect, P.ConnAck, P.Auth],
        [0x17] = [P.Connect],
        [0x18] = [Will],
        [0x19] = [P.Connect],
        [0x1A] = [P.ConnAck],
        [0x1C] = [P.ConnAck, P.Disconnect],
        [0x1F] = [P.ConnAck, P.PubAck, P.PubRec, P.PubRel, P.PubComp, P.SubAck, P.UnsubAck, P.Disconnect, P.Auth],
        [0x21] = [P.Connect, P.ConnAck],
        [0x22] = [P.Connect, P.ConnAck],
        [0x23] = [P.Publish],
        [0x24] = [P.ConnAck],
        [0x25] = [P.ConnAck],
        [0x26] = [P.Connect, P.ConnAck, P.Publish, Will, P.PubAck, P.PubRec, P.PubRel, P.PubComp, P.Subscribe, P.SubAck, P.Unsubscribe, P.UnsubAck, P.Disconnect, P.Auth],
        [0x27] = [P.Connect, P.ConnAck],
        [0x28] = [P.ConnAck],
        [0x29] = [P.ConnAck],
        [0x2A] = [P.ConnAck],
    };

    public static MqttProperties Read(ref MqttReader reader, P packet)
    {
        var body = new MqttReader(reader.Take(checked((int)reader.Variable("property length")), "properties"));
        var found = MqttProperties.None;
        var seen = new HashSet<uint>();
        while (!body.IsAtEnd)
        {
            var id = body.Variable("property identifier");
            if (!Allowed.TryGetValue(id, out var packets)) throw new MqttProtocolException($"property 0x{id:X2} does not exist");
            if (!packets.Contains(packet)) throw new MqttProtocolException($"property 0x{id:X2} is not allowed in {(packet == Will ? "a will" : packet.ToString().ToUpperInvariant())}");
            if (!seen.Add(id) && id is not (0x26 or 0x0B)) throw new MqttProtocolException($"property 0x{id:X2} occurs twice");
            found = One(ref body, id, found);
        }

        return found;
    }

    public static void Write(MqttWriter writer, MqttProperties properties)
    {
        var body = new MqttWriter();
        Put(0x01, properties.PayloadFormat, v => body.Byte(v));
        Put(0x02, properties.MessageExpiry, v => body.Long(v));
        Text(0x03, properties.ContentType);
        Text(0x08, properties.ResponseTopic);
        if (properties.CorrelationData is { } correlation) body.Byte(0x09).Binary(correlation);
        foreach (var identifier in properties.SubscriptionIdentifiers) body.Byte(0x0B).Variable(identifier);
        Put(0x11, properties.SessionExpiry, v => body.Long(v));
        Text(0x12, properties.AssignedClientId);
        Put(0x13, properties.ServerKeepAlive, v => body.Short(v));
        Text(0x15, properties.AuthenticationMethod);
        if (properties.AuthenticationData is { } data) body.Byte(0x16).Binary(data);
        Put(0x17, properties.RequestProblemInformation, v => body.Byte(v));
        Put(0x18, properties.WillDelay, v => body.Long(v));
        Put(0x19, properties.RequestResponseInformation, v => body.Byte(v));
        Text(0x1A, properties.ResponseInformation);
        Text(0x1C, properties.ServerReference);
        Text(0x1F, properties.Reason);
        Put(0x21, properties.ReceiveMaximum, v => body.Short(v));
        Put(0x22, properties.TopicAliasMaximum, v => body.Short(v));
        Put(0x23, properties.TopicAlias, v => body.Short(v));
        Put(0x24, properties.MaximumQos, v => body.Byte(v));
        Put(0x25, properties.RetainAvailable, v => body.Byte(v));
        foreach (var (name, value) in properties.User) body.Byte(0x26).Text(name).Text(value);
        Put(0x27, properties.MaximumPacketSize, v => body.Long(v));
        Put(0x28, properties.WildcardSubscriptionAvailable, v => body.Byte(v));
        Put(0x29, properties.SubscriptionIdentifiersAvailable, v => body.Byte(v));
        Put(0x2A, properties.SharedSubscriptionAvailable, v => body.Byte(v));
        var bytes = body.ToArray();
        writer.Variable((uint)bytes.Length).Raw(bytes);

        void Put<T>(byte id, T? value, Action<T> write)
            where T : struct
        {
            if (value is not { } present) return;
            body.Byte(id);
            write(present);
        }

        void Text(byte id, string? value)
        {
            if (value is not null) body.Byte(id).Text(value);
        }
    }

    private static MqttProperties One(ref MqttReader body, uint id, MqttProperties now)
    {
        var what = $"property 0x{id:X2}";
        return id switch
        {
            0x01 => now with { PayloadFormat = Flag(ref body, what) },
            0x02 => now with { MessageExpiry = body.Long(what) },
            0x03 => now with { ContentType = body.Text(what) },
            0x08 => now with { ResponseTopic = body.Text(what) },
            0x09 => now with { CorrelationData = body.Binary(what) },
            0x0B => now with { SubscriptionIdentifiers = [.. now.SubscriptionIdentifiers, NotZero(body.Variable(what), what)] },
            0x11 => now with { SessionExpiry = body.Long(what) },
            0x12 => now with { AssignedClientId = body.Text(what) },
            0x13 => now with { ServerKeepAlive = body.Short(what) },
            0x15 => now with { AuthenticationMethod = body.Text(what) },
            0x16 => now with { AuthenticationData = body.Binary(what) },
            0x17 => now with { RequestProblemInformation = Flag(ref body, what) },
            0x18 => now with { WillDelay = body.Long(what) },
            0x19 => now with { RequestResponseInformation = Flag(ref body, what) },
            0x1A => now with { ResponseInformation = body.Text(what) },
            0x1C => now with { ServerReference = body.Text(what) },
            0x1F => now with { Reason = body.Text(what) },
            0x21 => now with { ReceiveMaximum = (ushort)NotZero(body.Short(what), what) },
            0x22 => now with { TopicAliasMaximum = body.Short(what) },
            0x23 => now with { TopicAlias = (ushort)NotZero(body.Short(what), what) },
            0x24 => now with { MaximumQos = Flag(ref body, what) },
            0x25 => now with { RetainAvailable = Flag(ref body, what) },
            0x26 => now with { User = [.. now.User, KeyValuePair.Create(body.Text(what), body.Text(what))] },
            0x27 => now with { MaximumPacketSize = NotZero(body.Long(what), what) },
            0x28 => now with { WildcardSubscriptionAvailable = Flag(ref body, what) },
            0x29 => now with { SubscriptionIdentifiersAvailable = Flag(ref body, what) },
            _ => now with { SharedSubscriptionAvailable = Flag(ref body, what) },
        };
    }

    private static byte Flag(ref MqttReader body, string what) =>
        body.Byte(what) is var value and <= 1 ? value : throw new MqttProtocolException($"{what} is neither 0 nor 1");

    private static uint NotZero(uint value, string what) => value != 0 ? value : throw new MqttProtocolException($"{what} is 0");
}
