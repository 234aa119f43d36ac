using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>What is sent, within the limits that a broker sets.</summary>
public sealed class PublishTests
{
    [Fact]
    public async Task Message_Mqtt5_CarriesItsAttributes()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 1);
        await run.SettledAsync();

        var packet = Assert.Single(broker.Messages());
        Assert.Equal("edge/buoy-7/events/reef/humpback", packet.Topic);
        Assert.Equal(1, packet.Qos);
        Assert.False(packet.Retain);
        Assert.Equal(run.Outbox.Row(1).Message.Payload.ToArray(), packet.Payload);
        Assert.Equal((byte)1, packet.Properties.PayloadFormat);
        Assert.Equal("application/json", packet.Properties.ContentType);
        Assert.Equal("event-1/0", packet.Properties.UserProperty("id"));
        Assert.Equal("edgeagent.detection.close", packet.Properties.UserProperty("type"));
        Assert.Equal("fifo", packet.Lane());
        Assert.Null(packet.Properties.MessageExpiry);
        Assert.Empty(broker.ProtocolErrors);
    }

    [Fact]
    public async Task Message_WithExpiry_CarriesWhatIsLeft()
    {
        await using var broker = ScriptedBroker.Start();
        var options = PublisherRun.To(broker.Port) with { Expiry = new MessageExpiry { Events = TimeSpan.FromHours(1), Updates = TimeSpan.FromMinutes(1) } };
        await using var run = new PublisherRun(options, outbox => new AgedOutbox(outbox, ageSeconds: 100));
        run.Outbox.Accept(MessageKind.Open);
        run.Outbox.Accept(MessageKind.Update);
        run.Outbox.AcceptGap(new GapRecord("reef", "hydrophone-1", "source-stalled", null, null, GapLoss.OfInput(3), null));
        run.Publisher.Start();
        await run.UntilAsync(health => health.Acknowledged == 2, "the event and the gap");

        Assert.Equal(["gap", "fifo"], broker.Messages().Select(Packets.Lane));
        Assert.Null(broker.Messages()[0].Properties.MessageExpiry);
        Assert.InRange(broker.Messages()[1].Properties.MessageExpiry!.Value, 3400u, 3500u);
        Assert.Equal(1, run.Health.Folded);
        Assert.Null(run.Outbox.Row(2).Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Window_ReceiveMaximum_IsKept(int maximum)
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { ReceiveMaximum = (ushort)maximum }) });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 200);
        await run.SettledAsync();

        Assert.Empty(broker.ProtocolErrors);
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), broker.Messages().Select(Packets.Sequence));
    }

    [Fact]
    public async Task Window_OwnLimit_IsKeptAndNoMoreIsTaken()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() ? PublishReply.Hold : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { Window = 7 }, 1000);
        await broker.UntilAsync(b => b.Messages().Count == 7, "7 messages");
        await run.UntilAsync(health => health.InFlight == 7, "a full window");

        // The window and one small batch, whatever lies in the outbox.
        Assert.InRange(run.Outbox.Rows.Count(row => row.Taken), 7, 7 + 32);
        broker.Script = new BrokerScript();
        await broker.ReleaseAsync();
        await run.SettledAsync();
        Assert.Equal(1000, broker.Messages().Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Topics_AliasMaximum_IsKeptAndUsed(int maximum)
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { TopicAliasMaximum = (ushort)maximum }) });
        await using var run = new PublisherRun(PublisherRun.To(broker.Port));
        for (var i = 0; i < 300; i++) run.Outbox.Accept(label: $"label-{i % 15}");
        run.Publisher.Start();
        await run.SettledAsync();

        Assert.Empty(broker.ProtocolErrors);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"edge/buoy-7/events/reef/label-{i % 15}"), broker.Messages().Select(packet => packet.Topic));
        var texts = broker.Messages().Count(packet => packet.TopicSent);
        if (maximum == 0) Assert.Equal(300, texts);
        else Assert.InRange(texts, 15, 300 - 10 * maximum);
    }

    [Fact]
    public async Task Aliases_NewConnection_StartAnew()
    {
        var refused = false;
        await using var broker = ScriptedBroker.Start(new BrokerScript
        {
            Connect = _ => ConnectReply.Accept(new MqttProperties { TopicAliasMaximum = 10 }),
            Publish = packet => packet.IsMessage() && packet.Sequence() == 50 && !refused && (refused = true) ? PublishReply.Close : PublishReply.Ack(),
        });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 100);
        await run.SettledAsync();

        Assert.Empty(broker.ProtocolErrors);
        Assert.Equal(2, broker.Connects.Count);
        Assert.Equal(0, Packets.Report(broker.Messages()).Duplicates.Different);
    }

    [Fact]
    public async Task Payload_OverMaximumPacketSize_IsADeadLetterAndNeverSent()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { MaximumPacketSize = 2000 }) });
        await using var run = new PublisherRun(PublisherRun.To(broker.Port));
        run.Outbox.Accept();
        run.Outbox.Accept(padding: 5000);
        run.Outbox.Accept();
        run.Publisher.Start();
        await run.SettledAsync();

        Assert.Equal([1L, 3L], broker.Messages().Select(Packets.Sequence));
        Assert.Equal(Settlement.Refused, run.Outbox.Row(2).Outcome);
        Assert.Matches(@"^It takes a packet of 5\d{3} bytes, and mqtt://127\.0\.0\.1:\d+ takes 2000 bytes at most\.$", run.Outbox.Row(2).Reason!);
        Assert.Equal(1, run.Health.Refused);
        Assert.Empty(broker.ProtocolErrors);
    }

    [Fact]
    public async Task Payload_AtMaximumPacketSize_IsSentAndItsSizeIsKnown()
    {
        // Grow the payload until the broker sees a packet of exactly its limit: the publisher's own arithmetic must agree with the wire.
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { MaximumPacketSize = 1500 }) });
        await using var run = new PublisherRun(PublisherRun.To(broker.Port));
        for (var padding = 0; padding < 1500; padding++) run.Outbox.Accept(padding: padding);
        run.Publisher.Start();
        await run.SettledAsync();

        Assert.Contains(broker.Messages(), packet => packet.Bytes == 1500);
        Assert.Empty(broker.ProtocolErrors);
        Assert.Equal(1500, run.Outbox.Count(Settlement.Acknowledged) + run.Outbox.Count(Settlement.Refused));
        Assert.NotEqual(0, run.Outbox.Count(Settlement.Refused));
    }

    [Fact]
    public async Task RetainNotAvailable_Documents_AreSentUnretained()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { RetainAvailable = 0 }) });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 1);
        run.Publisher.Post("edge/buoy-7/health/reef", "{}"u8.ToArray());
        await run.SettledAsync();
        await broker.UntilAsync(b => b.Publishes.Count >= 3, "status, document, message");

        Assert.Empty(broker.ProtocolErrors);
        Assert.All(broker.Publishes, packet => Assert.False(packet.Retain));
    }

    [Fact]
    public async Task MaximumQos0_ByDefault_NothingLeavesTheOutbox()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { MaximumQos = 0 }) });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 5);
        await broker.ConnectsAsync(3);

        Assert.Equal(5, run.Health.Pending);
        Assert.Empty(broker.Publishes);
        Assert.Contains("confirms nothing (its maximum QoS is 0)", run.Health.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MaximumQos0_Allowed_IsUsed()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { MaximumQos = 0 }) });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { AllowUnconfirmed = true }, 500);
        await run.SettledAsync();
        await broker.UntilAsync(b => b.Messages().Count == 500, "500 messages");

        Assert.Empty(broker.ProtocolErrors);
        Assert.All(broker.Publishes, packet => Assert.Equal(0, packet.Qos));
    }

    [Fact]
    public async Task Bytes_Sent_AreThoseOnTheWire()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = _ => ConnectReply.Accept(new MqttProperties { TopicAliasMaximum = 3 }) });
        await using var run = new PublisherRun(PublisherRun.To(broker.Port) with { Username = "buoy", Expiry = new MessageExpiry { Events = TimeSpan.FromDays(1) } });
        for (var i = 0; i < 500; i++) run.Outbox.Accept(label: $"wal-{i % 7}-ö", padding: i * 40);
        run.Publisher.Post("edge/buoy-7/health/reef", Encoding.UTF8.GetBytes(new string('7', 300)));
        run.Publisher.Start();
        await run.SettledAsync();
        await broker.UntilAsync(b => b.Publishes.Count == 502, "502 packets");

        var wire = broker.Received.Sum(packet => (long)packet.Bytes);
        // CONNACK is in what is counted for a connection.
        Assert.InRange(run.Health.BytesSent, wire, wire + 20);
    }
}
