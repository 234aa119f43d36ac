using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>A broker, or a link, that ends the connection when it is sent something: nothing is lost for it, and nothing stops behind it.</summary>
public sealed class HangUpTests
{
    private const string Birth = "homeassistant/status";
    private static readonly string Document = PublisherRun.Topics.Health("reef");

    [Theory]
    [InlineData(5, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public async Task Close_AtOneMessage_PutsItOffAndLetsTheRestThrough(int version, bool says)
    {
        var hangs = true;
        var taken = new List<PublishPacket>();
        await using var broker = ScriptedBroker.Start(new BrokerScript
        {
            Connect = connect => connect.Version == version ? ConnectReply.Accept() : ConnectReply.RefuseAsVersion4(),
            Publish = packet =>
            {
                if (!packet.IsMessage()) return PublishReply.Ack();
                // An unspecified error, which may mean the message or the server itself.
                if (packet.Sequence() == 30 && Volatile.Read(ref hangs)) return says ? PublishReply.Disconnect(0x80) : PublishReply.Close;
                taken.Add(packet);
                return PublishReply.Ack();
            },
        });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 60);
        await run.UntilAsync(health => health is { Pending: 1, PutOff: 1 }, "all but one confirmed");

        Assert.Equal(0, run.Outbox.Count(Settlement.Refused));
        Assert.StartsWith("The connection ends each time when message 30 is sent, so it is put off and tried again later (", run.Health.Problem, StringComparison.Ordinal);
        Assert.Contains(run.Log.Lines, line => line.Contains("each time when message 30 is sent: it is put off", StringComparison.Ordinal));
        for (var i = 0; i < 20; i++) run.Outbox.Accept();
        await run.UntilAsync(health => health.Pending == 1, "new ones confirmed meanwhile");

        Volatile.Write(ref hangs, false);
        await run.SettledAsync();
        Assert.Equal(80, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal((0, null), (run.Health.PutOff, run.Health.Problem));
        if (version == 5) Assert.Equal("aside", taken[^1].Lane());
        if (version == 5) Assert.Equal(0, Packets.Report(taken).OrderViolations);
    }

    [Fact]
    public async Task Silence_AtOneMessage_PutsItOffAndLetsTheRestThrough()
    {
        var dead = -1;
        await using var broker = ScriptedBroker.Start(new BrokerScript
        {
            // Nothing is answered any more on a connection that has carried it.
            Publish = packet =>
            {
                if (packet.IsMessage() && packet.Sequence() == 3) dead = packet.Connection;
                return packet.Connection == dead ? PublishReply.Nothing : PublishReply.Ack();
            },
        });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { StallSeconds = 1, BackoffMaxSeconds = 0.05 }, 10);
        await run.UntilAsync(health => health is { Pending: 1, PutOff: 1 }, "all but one confirmed");

        Assert.Equal(0, run.Outbox.Count(Settlement.Refused));
        Assert.NotEqual(0, run.Health.Stalls);
    }

    [Theory]
    [InlineData(0x82)]
    [InlineData(0x95)]
    public async Task Disconnect_AtEveryMessage_CostsNone(byte code)
    {
        var refuses = true;
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.IsMessage() && Volatile.Read(ref refuses) ? PublishReply.Disconnect(code) : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { BackoffMaxSeconds = 0.05 }, 3);
        // A broker that takes nothing says nothing about single messages, whatever it says.
        await run.UntilAsync(health => health is { PutOff: 3, Reconnects: > 15 }, "everything put off");
        Volatile.Write(ref refuses, false);
        await run.SettledAsync();

        Assert.Equal(3, run.Outbox.Count(Settlement.Acknowledged));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Close_AtTheStatusOrADocument_EventsGoOn(bool status)
    {
        var topic = status ? PublisherRun.Topics.Status : Document;
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.Topic == topic ? PublishReply.Close : PublishReply.Ack() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { BackoffMaxSeconds = 0.05 });
        run.Publisher.Post(Document, "{}"u8.ToArray());
        for (var i = 0; i < 30; i++) run.Outbox.Accept();
        await run.SettledAsync();

        Assert.Equal(30, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Contains(run.Log.Lines, line => line.Contains($"each time when the document at {topic} is sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Close_AtTheSubscription_EventsGoOn()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Subscribe = _ => throw new MqttProtocolException("no subscriptions here") });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { BirthTopic = Birth, BackoffMaxSeconds = 0.05 }, 30);
        await run.SettledAsync();
        await run.UntilAsync(_ => run.Log.Lines.Any(line => line.Contains($"each time when the subscription to {Birth} is sent", StringComparison.Ordinal)), "a word about the subscription");

        for (var i = 0; i < 30; i++) run.Outbox.Accept();
        await run.SettledAsync();
        Assert.Equal(60, run.Outbox.Count(Settlement.Acknowledged));
    }

    [Fact]
    public async Task Close_AtTheSecondFormOfAMessage_EventsGoOn()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Publish = packet => packet.Topic == "other" && packet.Sequence() == 5 ? PublishReply.Close : PublishReply.Ack() });
        await using var run = new PublisherRun(PublisherRun.To(broker.Port) with { BackoffMaxSeconds = 0.05 }, profile: new SecondForm());
        for (var i = 0; i < 20; i++) run.Outbox.Accept();
        run.Publisher.Start();
        await run.UntilAsync(health => health is { Pending: 1, PutOff: 1 }, "all but one confirmed");

        Assert.Equal(19, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Contains("message 5 is sent", run.Health.Problem, StringComparison.Ordinal);
    }

    // The birth gets through each time and then the link breaks, in or behind the first message, twenty times in a row: what a broker that hates this message looks like.
    [Theory]
    [InlineData(LinkFaultKind.Cut)]
    [InlineData(LinkFaultKind.CutInPacket)]
    [InlineData(LinkFaultKind.DropToClient)]
    public async Task Link_BreaksAtTheFirstMessageEachTime_CostsNone(LinkFaultKind kind)
    {
        const int bytes = 900;
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0 });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        await using var link = LinkProxy.Start(broker.Port, FaultPlan.Of([.. Enumerable.Repeat(new LinkFault(kind, bytes, TimeSpan.FromSeconds(0.02)), 20)]));
        await using var run = new PublisherRun(PublisherRun.To(link.Port) with { BackoffMaxSeconds = 0.05 });
        for (var i = 0; i < 40; i++) run.Outbox.Accept(padding: 2000);
        run.Publisher.Start();
        await run.SettledAsync();
        await subscriber.ReceivedAsync(40);

        Assert.Empty(run.Outbox.Reasons);
        Assert.Equal(40, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Empty(subscriber.Report.Faults);
        Assert.Equal(40, subscriber.Report.Events);
        Assert.Equal(0, run.Health.PutOff);
    }

    private sealed class SecondForm : ITopicProfile
    {
        public void Compose(OutboxMessage message, bool mqtt5, IList<Publication> into) => into.Add(new Publication("other", message.Payload, "application/json", false, 1, []));
    }
}
