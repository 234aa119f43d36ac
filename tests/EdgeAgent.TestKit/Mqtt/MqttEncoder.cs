namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Packets that a server sends.</summary>
internal static class MqttEncoder
{
    public static byte[] ConnectAck(byte code, bool sessionPresent, MqttProperties properties, int version)
    {
        var body = new MqttWriter().Byte(sessionPresent ? (byte)1 : (byte)0).Byte(code);
        if (version == 5) MqttPropertyCodec.Write(body, properties);
        return body.Packet(MqttPacketType.ConnAck);
    }

    public static byte[] Ack(MqttPacketType type, ushort id, byte reason, MqttProperties properties, int version)
    {
        var body = new MqttWriter().Short(id);
        if (version == 5 && (reason != 0 || properties != MqttProperties.None))
        {
            body.Byte(reason);
            MqttPropertyCodec.Write(body, properties);
        }

        return body.Packet(type, type == MqttPacketType.PubRel ? (byte)2 : (byte)0);
    }

    public static byte[] Disconnect(byte reason, MqttProperties properties)
    {
        var body = new MqttWriter().Byte(reason);
        MqttPropertyCodec.Write(body, properties);
        return body.Packet(MqttPacketType.Disconnect);
    }

    /// <summary>Grants what was asked for and is not refused.</summary>
    public static byte[] SubscribeAck(SubscribePacket packet, int version, Func<string, byte?> refusal)
    {
        var subscribes = packet.Type == MqttPacketType.Subscribe;
        var body = new MqttWriter().Short(packet.Id);
        if (version == 5) MqttPropertyCodec.Write(body, MqttProperties.None);
        foreach (var (filter, options) in packet.Filters)
            if (subscribes || version == 5) body.Byte(subscribes ? refusal(filter) ?? (byte)(options & 3) : (byte)0);
        return body.Packet(subscribes ? MqttPacketType.SubAck : MqttPacketType.UnsubAck);
    }

    public static byte[] Publish(PublishPacket packet, int version)
    {
        var body = new MqttWriter().Text(packet.Topic);
        if (packet.Qos > 0) body.Short(packet.Id);
        if (version == 5) MqttPropertyCodec.Write(body, packet.Properties);
        return body.Raw(packet.Payload).Packet(MqttPacketType.Publish, (byte)((packet.Duplicate ? 8 : 0) | packet.Qos << 1 | (packet.Retain ? 1 : 0)));
    }
}
