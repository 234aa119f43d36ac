using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>What the broker's answers make of a message.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task Profile_ThatFails_RefusesTheMessageAndGoesOn()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = new PublisherRun(PublisherRun.To(broker.Port), profile: new FailingProfile());
        for (var i = 0; i < 3; i++) run.Outbox.Accept(label: i == 1 ? "bad" : "humpback");
        run.Publisher.Start();
        await run.SettledAsync();

        Assert.Equal([Settlement.Acknowledged, Settlement.Refused, Settlement.Acknowledged], run.Outbox.Rows.Select(row => row.Outcome!.Value));
        Assert.Equal("A topic profile failed on it (KeyNotFoundException); see Mqtt:Profiles.", run.Outbox.Row(2).Reason);
        Assert.Single(broker.Connects);
    }

    [Fact]
    public async Task PubAck_NoSubscribers_IsAcknowledgedAndCounted()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = _ => PublishReply.Ack(0x10) });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 20);
        await run.SettledAsync();

        Assert.Equal(20, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal(20, run.Health.NoSubscribers);
    }

    [Theory]
    [InlineData(0x87, "not authorized")]
    [InlineData(0x90, "topic name invalid")]
    [InlineData(0x95, "packet too large")]
    [InlineData(0x99, "payload format invalid")]
    public async Task PubAck_Permanent_IsADeadLetterWithTheReason(byte code, string name)
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() && packet.Sequence() == 3 ? PublishReply.Ack(code, new MqttProperties { Reason = "not here" }) : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 6);
        await run.SettledAsync();

        Assert.Equal(6, broker.Messages().Count);
        Assert.Equal(5, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal(Settlement.Refused, run.Outbox.Row(3).Outcome);
        Assert.Equal($"mqtt://127.0.0.1:{broker.Port} refuses it: {name} (0x{code:X2}), 'not here'.", run.Outbox.Row(3).Reason);
        Assert.Equal(1, run.Health.Refused);
    }

    [Theory]
    [InlineData(0x97)]
    [InlineData(0x80)]
    [InlineData(0x83)]
    [InlineData(0x91)]
    public async Task PubAck_Retryable_IsSentAgainBeforeTheLaneGoesOn(byte code)
    {
        var refusals = 0;
        var taken = new List<PublishPacket>();
        await using var broker = ScriptedBroker.Start(new BrokerScript
        {
            Publish = packet =>
            {
                if (!packet.IsMessage()) return PublishReply.Ack();
                if (packet.Sequence() == 3 && refusals++ < 3) return PublishReply.Ack(code);
                taken.Add(packet);
                return PublishReply.Ack();
            },
        });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { Window = 5 }, 100);
        await run.SettledAsync();

        Assert.Equal(100, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal(3, run.Health.Retries);
        // Three refusals cost three packets more, and not a storm of them.
        Assert.Equal(103, broker.Messages().Count);
        var place = taken.FindIndex(packet => packet.Sequence() == 3);
        // Only what was on its way already came before it, and it says that it is late.
        Assert.InRange(place, 2, 3 + 5);
        Assert.Equal(place > 2 ? "aside" : "fifo", taken[place].Lane());
        Assert.Empty(Packets.Report(taken).Faults);
    }

    [Fact]
    public async Task PubAck_QuotaForAWholeWindow_EverythingGoesThroughInTheEnd()
    {
        var refuse = true;
        var taken = new List<PublishPacket>();
        await using var broker = ScriptedBroker.Start(new BrokerScript
        {
            Publish = packet =>
            {
                if (!packet.IsMessage()) return PublishReply.Ack();
                if (Volatile.Read(ref refuse)) return PublishReply.Ack(0x97);
                taken.Add(packet);
                return PublishReply.Ack();
            },
        });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { Window = 20, RetryLimit = 2 }, 100);
        await run.UntilAsync(health => health.Retries >= 25, "a refused window and some more tries");
        Volatile.Write(ref refuse, false);
        await run.SettledAsync();

        // A full quota never makes dead letters, however often it is met.
        Assert.Equal(100, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Empty(Packets.Report(taken).Faults);
        Assert.Null(run.Outbox.Recall("mqtt.refused"));
    }

    [Fact]
    public async Task PubAck_RefusedForEver_EndsAsADeadLetterAndLetsTheRestThrough()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() && packet.Sequence() == 3 ? PublishReply.Ack(0x80) : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { RetryLimit = 4, Window = 2 }, 30);
        await run.SettledAsync();

        Assert.Equal(Settlement.Refused, run.Outbox.Row(3).Outcome);
        Assert.EndsWith("refuses it: unspecified error (0x80). It was refused 4 times.", run.Outbox.Row(3).Reason, StringComparison.Ordinal);
        Assert.Equal(29, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal(33, broker.Messages().Count);
    }

    [Theory]
    [InlineData(0x81, "malformed packet")]
    [InlineData(0x90, "topic name")]
    [InlineData(0x95, "packet too large")]
    [InlineData(0x99, "payload format")]
    public async Task Disconnect_ForOneMessage_MakesItADeadLetterAndLetsTheRestThrough(byte code, string words)
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() && packet.Sequence() == 30 ? PublishReply.Disconnect(code) : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 60);
        await run.SettledAsync();

        Assert.Equal(59, run.Outbox.Count(Settlement.Acknowledged));
        var row = run.Outbox.Row(30);
        Assert.Equal(Settlement.Refused, row.Outcome);
        Assert.Contains($"ends the connection when it gets it: {words}", row.Reason, StringComparison.Ordinal);
        // With many, three times alone, and once more when others had got through.
        Assert.Equal(5, broker.Messages().Count(packet => packet.Sequence() == 30));
        Assert.Equal(Enumerable.Range(1, 60).Select(i => (long)i), broker.Messages().Select(Packets.Sequence).Distinct());
        Assert.Equal(0, Packets.Report(broker.Messages()).OrderViolations);
    }

    [Theory]
    [InlineData(0x87)]
    [InlineData(0x8B)]
    [InlineData(0x97)]
    public async Task Disconnect_ThatBlamesNoMessage_NeverCostsOne(byte code)
    {
        var said = 0;
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() && packet.Sequence() == 3 && said++ < 6 ? PublishReply.Disconnect(code) : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 10);
        await run.SettledAsync();

        Assert.Equal(10, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal(6, run.Health.Reconnects);
    }

    [Fact]
    public async Task PubAck_RefusedThenRestarted_StillSaysThatItIsLate()
    {
        // The broker refuses 1 and takes 2 and 3; then the agent stops and starts again.
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() && packet.Sequence() == 1 ? PublishReply.Ack(0x97) : PublishReply.Ack() });
        var signal = new Signal();
        var outbox = new MemoryOutbox(TimeProvider.System, signal);
        for (var i = 0; i < 3; i++) outbox.Accept();
        var log = new LogLines<MqttPublisher>(signal);
        var topics = Delivery.Topics.TopicProfiles.Create(PublisherRun.Topics, []);
        await using (var first = new MqttPublisher(PublisherRun.To(broker.Port), outbox, [topics], _ => "{}"u8.ToArray(), TimeProvider.System, log))
        {
            first.Start();
            await signal.UntilAsync(() => outbox.Pending == 1, () => "two confirmed");
        }

        Assert.Equal("5f0e7c1e:1", outbox.Recall("mqtt.refused"));
        broker.Script = new BrokerScript();
        await using var second = new MqttPublisher(PublisherRun.To(broker.Port), outbox, [topics], _ => "{}"u8.ToArray(), TimeProvider.System, log);
        second.Start();
        await signal.UntilAsync(() => outbox.Pending == 0, () => "all confirmed");
        Assert.Equal("aside", broker.Messages()[^1].Lane());
    }

    [Fact]
    public async Task PubAck_OutOfOrder_EachSettlesItsOwn()
    {
        var count = 0;
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => !packet.IsMessage() ? PublishReply.Ack() : ++count % 10 == 0 ? PublishReply.ReleaseReversed : PublishReply.Hold });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 100);
        await run.SettledAsync();

        Assert.Equal(100, broker.Messages().Count);
        Assert.Equal(100, run.Outbox.Count(Settlement.Acknowledged));
    }

    [Fact]
    public async Task Document_RefusedForGood_IsSaidOnceAndTheRestGoesOn()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.Topic.EndsWith("health/reef", StringComparison.Ordinal) ? PublishReply.Ack(0x87) : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port));
        run.Publisher.Post("edge/buoy-7/health/reef", "{}"u8.ToArray());
        await run.UntilAsync(_ => run.Log.Lines.Any(line => line.Contains("the document at edge/buoy-7/health/reef is not published: not authorized", StringComparison.Ordinal)), "a line in the log");
        run.Outbox.Accept();
        await run.SettledAsync();

        Assert.Single(broker.Publishes, packet => packet.Topic == "edge/buoy-7/health/reef");
    }

    private sealed class FailingProfile : ITopicProfile
    {
        public void Compose(OutboxMessage message, bool mqtt5, IList<Publication> into)
        {
            if (message.Label == "bad") throw new KeyNotFoundException("no such label");
        }
    }
}
