using System.Text;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.TestKit.Tests.Mqtt;

/// <summary>The scripted broker against mosquitto's client, and against bytes that no client sends.</summary>
public sealed class ScriptedBrokerTests
{
    [Fact]
    public async Task Received_FromARealClient_HoldsEverything()
    {
        await using var broker = ScriptedBroker.Start();
        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "höre", "-i", "buoy", "-r", "-k", "33", "-c", "-x", "7200", "-u", "user", "-P", "secret",
            "--will-topic", "edge/status", "--will-payload", "gone", "--will-qos", "1", "--will-retain", "-D", "will", "will-delay-interval", "9",
            "-D", "publish", "user-property", "lane", "live", "-D", "publish", "user-property", "lane", "again", "-D", "publish", "message-expiry-interval", "77", "-D", "publish", "content-type", "application/json");

        Assert.Empty(broker.ProtocolErrors);
        var connect = Assert.Single(broker.Connects);
        Assert.Equal((5, "buoy", false, 33, 7200u, "user", "secret"),
            (connect.Version, connect.ClientId, connect.CleanStart, connect.KeepAlive, connect.Properties.SessionExpiry, connect.UserName, Encoding.UTF8.GetString(connect.Password!)));
        Assert.Equal(("edge/status", "gone", 1, true, 9u), (connect.Will!.Topic, Encoding.UTF8.GetString(connect.Will.Payload), connect.Will.Qos, connect.Will.Retain, connect.Will.Properties.WillDelay));
        var publish = Assert.Single(broker.Publishes);
        Assert.Equal(("edge/a", "höre", 1, true, false, 77u, "application/json", "live"),
            (publish.Topic, publish.Text, publish.Qos, publish.Retain, publish.Duplicate, publish.Properties.MessageExpiry, publish.Properties.ContentType, publish.Properties.UserProperty("lane")));
        Assert.Equal(2, publish.Properties.User.Count);
        Assert.Equal([MqttPacketType.Connect, MqttPacketType.Publish, MqttPacketType.Disconnect], broker.Received.Select(packet => packet.Type));
    }

    [Fact]
    public async Task Received_QosTwoAndVersion4_ArePlayedToTheEnd()
    {
        await using var broker = ScriptedBroker.Start();
        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "one", "-q", "2", "-V", "311");

        Assert.Empty(broker.ProtocolErrors);
        Assert.Equal(4, broker.Connects[0].Version);
        Assert.Contains(broker.Received, packet => packet.Type == MqttPacketType.PubRel);
    }

    [Theory]
    [InlineData((byte)0x87, "Not authorized")]
    [InlineData((byte)0x84, "Unsupported protocol version")]
    [InlineData((byte)0x9C, "Use another server")]
    public async Task Connect_RefusedWithAReason_IsUnderstoodByARealClient(byte code, string says)
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Refuse(code) });

        Assert.Contains(says, await MosquittoClients.FailsAsync(broker.Port), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Connect_RefusedAsVersion4_SpeaksVersion4()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = connect => connect.Version == 5 ? ConnectReply.RefuseAsVersion4() : ConnectReply.Accept() });
        using var client = await RawClient.ConnectAsync(broker.Port, RawClient.Connect5);

        Assert.Equal([0x20, 2, 0, 1], await client.ReadAsync(5));
        await MosquittoClients.PublishAsync(broker.Port, "edge/a", "one", "-V", "311");
        Assert.Single(broker.Publishes);
    }

    [Fact]
    public async Task Connect_AcceptedWithLimits_HoldsTheClientToThem()
    {
        var limits = new MqttProperties { ReceiveMaximum = 2, MaximumPacketSize = 60, TopicAliasMaximum = 1, AssignedClientId = "x", ServerKeepAlive = 7, ServerReference = "other:1883" };
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(limits), Publish = _ => PublishReply.Nothing });

        async Task<string> FaultAsync(params byte[][] packets)
        {
            var faults = broker.ProtocolErrors.Count;
            using var client = await RawClient.ConnectAsync(broker.Port, [.. RawClient.Connect5, .. packets.SelectMany(packet => packet)]);
            await broker.UntilAsync(b => b.ProtocolErrors.Count > faults, "a protocol error");
            return broker.ProtocolErrors[^1];
        }

        Assert.Equal("3 messages under way, over the receive maximum of 2", await FaultAsync(Publish(1), Publish(2), Publish(3)));
        Assert.Equal("packet identifier 1 is in use already", await FaultAsync(Publish(1), Publish(1)));
        Assert.Equal("a packet of 92 bytes, over the limit of 60", await FaultAsync([0x30, 90]));
        Assert.Equal("topic alias 2 over the maximum of 1", await FaultAsync([0x30, 7, 0, 1, (byte)'t', 3, 0x23, 0, 2]));
        Assert.Equal("topic alias 1 stands for nothing yet", await FaultAsync([0x30, 6, 0, 0, 3, 0x23, 0, 1]));
    }

    [Fact]
    public async Task Received_TopicAlias_IsResolved()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { TopicAliasMaximum = 1 }) });
        using var client = await RawClient.ConnectAsync(broker.Port, [.. RawClient.Connect5, 0x30, 7, 0, 1, (byte)'t', 3, 0x23, 0, 1, 0x30, 6, 0, 0, 3, 0x23, 0, 1]);

        Assert.Equal([("t", true), ("t", false)], (await broker.PublishesAsync(2)).Select(publish => (publish.Topic, publish.TopicSent)));
    }

    [Theory]
    [InlineData("PINGREQ before CONNECT", new byte[] { 0xC0, 0 }, false)]
    [InlineData("a second CONNECT", new byte[] { 0x10, 14, 0, 4, 77, 81, 84, 84, 5, 2, 0, 60, 0, 0, 1, 99 })]
    [InlineData("the remaining length has more than four bytes", new byte[] { 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1 })]
    [InlineData("QoS 3", new byte[] { 0x36, 6, 0, 1, 116, 0, 1, 0 })]
    [InlineData("DUP at QoS 0", new byte[] { 0x38, 4, 0, 1, 116, 0 })]
    [InlineData("packet identifier 0", new byte[] { 0x32, 6, 0, 1, 116, 0, 0, 0 })]
    [InlineData("an empty topic", new byte[] { 0x30, 3, 0, 0, 0 })]
    [InlineData("topic '#' holds a wildcard", new byte[] { 0x30, 4, 0, 1, 35, 0 })]
    [InlineData("topic is not well-formed UTF-8", new byte[] { 0x30, 4, 0, 1, 0xFF, 0 })]
    [InlineData("topic holds U+0000", new byte[] { 0x30, 4, 0, 1, 0, 0 })]
    [InlineData("topic is cut off: 5 bytes declared, 2 left", new byte[] { 0x30, 4, 0, 5, 116, 0 })]
    [InlineData("property 0x7F does not exist", new byte[] { 0x30, 5, 0, 1, 116, 1, 0x7F })]
    [InlineData("property 0x11 is not allowed in PUBLISH", new byte[] { 0x30, 9, 0, 1, 116, 5, 0x11, 0, 0, 0, 1 })]
    [InlineData("property 0x01 occurs twice", new byte[] { 0x30, 8, 0, 1, 116, 4, 1, 0, 1, 0 })]
    [InlineData("property 0x01 is neither 0 nor 1", new byte[] { 0x30, 6, 0, 1, 116, 2, 1, 2 })]
    [InlineData("reserved flags of Subscribe are 0, not 2", new byte[] { 0x80, 3, 0, 1, 0 })]
    [InlineData("Subscribe without a topic filter", new byte[] { 0x82, 3, 0, 1, 0 })]
    [InlineData("PingReq is longer than its content", new byte[] { 0xC0, 1, 0 })]
    [InlineData("a client never sends ConnAck", new byte[] { 0x20, 2, 0, 0 })]
    public async Task ProtocolErrors_MalformedPacket_IsNamedAndAnsweredWithItsReason(string error, byte[] packet, bool connected = true)
    {
        await using var broker = ScriptedBroker.Start();
        using var client = await RawClient.ConnectAsync(broker.Port, [.. connected ? RawClient.Connect5 : [], .. packet]);

        await broker.EndedAsync(1);
        Assert.Equal([error], broker.ProtocolErrors, StringComparer.OrdinalIgnoreCase);
        if (connected) Assert.Equal([0x20, 3, 0, 0, 0], await client.ReadAsync(5));
        Assert.Equal([0xE0, 0x81], (await client.ReadAsync(3)).Where((_, i) => i != 1));
    }

    [Fact]
    public async Task ProtocolErrors_ConnectionEndsInAPacket_IsNamed()
    {
        await using var broker = ScriptedBroker.Start();
        (await RawClient.ConnectAsync(broker.Port, [.. RawClient.Connect5, 0x30, 90, 0, 1])).Dispose();

        await broker.EndedAsync(1);
        Assert.Equal(["the connection ended in the middle of a packet, 4 bytes of it"], broker.ProtocolErrors);
    }

    [Fact]
    public async Task Publish_Script_SettlesEachMessageItsOwnWay()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript
        {
            Publish = publish => publish.Id switch { 1 => PublishReply.Hold, 2 => PublishReply.Ack(0x97), 3 => PublishReply.ReleaseReversed, 4 => PublishReply.Send(1, 2, 3), 5 => PublishReply.Nothing, _ => PublishReply.Disconnect(0x8B) },
        });
        using var client = await RawClient.ConnectAsync(broker.Port, [.. RawClient.Connect5, .. Publish(1), .. Publish(2), .. Publish(3), .. Publish(4), .. Publish(5), .. Publish(6)]);

        Assert.Equal([0x20, 3, 0, 0, 0, 0x40, 4, 0, 2, 0x97, 0, 0x40, 2, 0, 3, 0x40, 2, 0, 1, 1, 2, 3, 0xE0, 2, 0x8B, 0], await client.ReadAsync(100));
        Assert.Empty(broker.ProtocolErrors);
    }

    [Fact]
    public async Task Connect_CloseSilenceAndGarbage_AreWhatTheClientGets()
    {
        var replies = new Queue<ConnectReply>([ConnectReply.Close, ConnectReply.Garbage(0xFF, 0xFF), ConnectReply.Silence]);
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => replies.Dequeue() });
        using var closed = await RawClient.ConnectAsync(broker.Port, RawClient.Connect5);
        Assert.Empty(await closed.ReadAsync(1));
        using var confused = await RawClient.ConnectAsync(broker.Port, RawClient.Connect5);
        Assert.Equal([0xFF, 0xFF], await confused.ReadAsync(2));
        using var waiting = await RawClient.ConnectAsync(broker.Port, RawClient.Connect5);
        await broker.ConnectsAsync(3);
        broker.CloseConnections();
        Assert.Empty(await waiting.ReadAsync(1));
    }

    private static byte[] Publish(byte id) => [0x32, 6, 0, 1, (byte)'t', 0, id, 0];
}
