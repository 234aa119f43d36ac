using EdgeAgent.Delivery.Outbox;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>Links that break in every way, before mosquitto; the reference ledger judges what came.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Link_CutInPacketsOverAndOver_EverythingArrives()
    {
        await DrainAsync(FaultPlan.Seeded(20261121, 60_000, TimeSpan.FromSeconds(0.2), LinkFaultKind.CutInPacket), 3000);
    }

    [Fact]
    public async Task Link_AnyFault_EverythingArrives()
    {
        await DrainAsync(FaultPlan.Seeded(7, 80_000, TimeSpan.FromSeconds(0.3)), 3000);
    }

    [Fact]
    public async Task Link_PubAcksLost_ConnectionIsMadeAnewAndDuplicatesAreIdentical()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0 });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        await using var link = LinkProxy.Start(broker.Port);
        await using var run = PublisherRun.Start(PublisherRun.To(link.Port) with { StallSeconds = 1 }, 50);
        await run.SettledAsync();

        link.Conditions = new LinkConditions { DropsToClient = true };
        for (var i = 0; i < 300; i++) run.Outbox.Accept();
        await run.UntilAsync(health => health.Stalls > 0, "a stall");
        link.Conditions = new LinkConditions();
        await run.SettledAsync();
        await subscriber.ReceivedAsync(351);

        Assert.Empty(subscriber.Report.Faults);
        Assert.NotEqual(0, subscriber.Report.Duplicates.Identical);
    }

    [Fact]
    public async Task Link_Down_ComesBackByItself()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var link = LinkProxy.Start(broker.Port);
        await using var run = PublisherRun.Start(PublisherRun.To(link.Port), 50);
        await run.SettledAsync();

        await link.RefuseAsync();
        link.Cut();
        for (var i = 0; i < 50; i++) run.Outbox.Accept();
        await run.UntilAsync(health => health.LastError?.StartsWith("Nothing listens at", StringComparison.Ordinal) == true, "a refused connection");
        link.Accept();
        await run.SettledAsync();
        Assert.Equal(100, run.Outbox.Count(Settlement.Acknowledged));
    }

    private static async Task DrainAsync(FaultPlan plan, int count)
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0 });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        await using var link = LinkProxy.Start(broker.Port, plan);
        await using var run = PublisherRun.Start(PublisherRun.To(link.Port) with { StallSeconds = 2, BackoffMaxSeconds = 0.1 }, count);
        await run.SettledAsync();
        await subscriber.ReceivedAsync(count);

        // A link that breaks never costs a message.
        Assert.Empty(run.Outbox.Reasons);
        Assert.Equal(count, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Empty(subscriber.Report.Faults);
        Assert.Equal(count, subscriber.Report.Events);
        Assert.NotEqual(0, run.Health.Reconnects);
    }
}
