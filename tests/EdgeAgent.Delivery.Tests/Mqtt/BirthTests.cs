using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>A consumer of the retained documents that starts anew, as Home Assistant does, gets them again.</summary>
public sealed class BirthTests
{
    private const string Birth = "homeassistant/status";
    private static readonly string Document = PublisherRun.Topics.Health("reef");

    [Fact]
    public async Task Birth_Said_EveryDocumentIsSentAgain()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { BirthTopic = Birth });
        run.Publisher.Post(Document, "{}"u8.ToArray());
        await subscriber.StateAsync(Document, "{}");

        // The broker has lost what it kept.
        await MosquittoClients.PublishAsync(broker.Port, Document, "gone", "-r");
        await MosquittoClients.PublishAsync(broker.Port, PublisherRun.Topics.Status, "gone", "-r");
        await subscriber.StateAsync(PublisherRun.Topics.Status, "gone");
        await broker.LogLineAsync($"edge-buoy-7 0 {Birth}");
        await MosquittoClients.PublishAsync(broker.Port, Birth, "online");

        await subscriber.StateAsync(Document, "{}");
        await subscriber.StateAsync(PublisherRun.Topics.Status, """{"status":"online"}""");
        // Twice in a row is answered later, not for every word.
        await MosquittoClients.PublishAsync(broker.Port, Document, "gone", "-r");
        await subscriber.StateAsync(Document, "gone");
        await MosquittoClients.PublishAsync(broker.Port, Birth, "offline");
        await MosquittoClients.PublishAsync(broker.Port, Birth, "online");
        await subscriber.StateAsync(Document, "{}");
        Assert.Equal(0, run.Health.Reconnects);
    }

    [Fact]
    public async Task Birth_KeptByTheBroker_IsNoNews()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await MosquittoClients.PublishAsync(broker.Port, Birth, "online", "-r");
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { BirthTopic = Birth }, 1);
        await run.SettledAsync();
        await broker.LogLineAsync($"Sending PUBLISH to edge-buoy-7 (d0, q0, r1, m0, '{Birth}'");
        run.Publisher.Post(Document, "{}"u8.ToArray());
        await run.Publisher.StopAsync(AgentProcess.Patience);

        // The birth, the message, the document, the good-bye.
        Assert.Equal(4, run.Health.Published);
    }

    [Fact]
    public async Task Birth_Forbidden_IsSaidAndEventsGoOn()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Subscribe = _ => 0x87 });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { BirthTopic = Birth }, 3);
        await run.SettledAsync();

        await run.UntilAsync(_ => run.Log.Lines.Any(line => line.Contains($"does not let the agent hear {Birth}", StringComparison.Ordinal)), "a word about the topic");
        Assert.Equal(0, run.Health.Reconnects);
        Assert.Empty(broker.ProtocolErrors);
    }
}
