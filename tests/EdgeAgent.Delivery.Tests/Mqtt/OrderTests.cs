using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>Lanes and who goes first.</summary>
public sealed class OrderTests
{
    [Fact]
    public async Task Gap_BehindABacklog_GoesFirst()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = new PublisherRun(PublisherRun.To(broker.Port) with { Window = 10 });
        for (var i = 0; i < 500; i++) run.Outbox.Accept();
        run.Outbox.AcceptGap(new GapRecord("reef", null, "disk-budget", null, null, new GapLoss { Events = 1 }, null));
        run.Publisher.Start();
        await run.SettledAsync();

        Assert.Equal(501, broker.Messages()[0].Sequence());
        Assert.Empty(Packets.Report(broker.Messages()).Faults);
    }

    [Fact]
    public async Task LiveFirst_Backlog_FreshEventsOvertakeIt()
    {
        const int backlog = 20_000;
        await using var broker = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { Order = DeliveryOrder.LiveFirst, BacklogPerSecond = 4000 }, backlog);
        await run.UntilAsync(health => health.Acknowledged > 0, "the drain to begin");

        for (var i = 0; i < 20; i++)
        {
            var sequence = run.Outbox.Accept();
            await run.UntilAsync(_ => run.Outbox.Row(sequence).Outcome is not null, "a fresh event");
            // It did not wait for the backlog: far more than it could have overtaken is still there.
            if (i == 0) Assert.InRange(run.Outbox.Pending, backlog / 4, backlog);
        }

        await run.SettledAsync();
        var messages = broker.Messages();
        Assert.Equal(20, messages.Count(packet => packet.Lane() == "live"));
        Assert.Equal(backlog, messages.Count(packet => packet.Lane() == "backlog"));
        Assert.Empty(Packets.Report(messages).Faults);
        Assert.Empty(broker.ProtocolErrors);
    }

    [Fact]
    public async Task LiveFirst_SlowLink_FreshEventsDoNotWaitInItsBuffers()
    {
        // 30 kB/s: a window of 100 would be half a minute of backlog on the way, and no fresh event could overtake that.
        await using var broker = ScriptedBroker.Start();
        await using var link = LinkProxy.Start(broker.Port);
        link.Conditions = new LinkConditions { BytesPerSecond = 30_000 };
        await using var run = new PublisherRun(PublisherRun.To(link.Port) with { Order = DeliveryOrder.LiveFirst });
        for (var i = 0; i < 2000; i++) run.Outbox.Accept(padding: 8000);
        run.Publisher.Start();
        await run.UntilAsync(health => health.Acknowledged >= 20, "the drain to begin");

        var before = run.Outbox.Pending;
        for (var i = 0; i < 3; i++)
        {
            var sequence = run.Outbox.Accept();
            await run.UntilAsync(_ => run.Outbox.Row(sequence).Outcome is not null, "a fresh event");
        }

        // In the time of three fresh events a hundred of the backlog would have gone out if they had queued behind a full window each time.
        Assert.InRange(before - run.Outbox.Pending, 0, 60);
    }

    [Fact]
    public async Task Fifo_RateCap_LetsFreshEventsThroughUncapped()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { BacklogPerSecond = 1000 }, 100);
        await run.SettledAsync();
        for (var i = 0; i < 500; i++) run.Outbox.Accept();
        await run.SettledAsync();

        Assert.Equal(Enumerable.Range(1, 600).Select(i => (long)i), broker.Messages().Select(Packets.Sequence));
    }

    [Fact]
    public async Task Reconnect_Unsettled_ComesAgainInOrderByteForByte()
    {
        // Connections 0, 2, 4 are closed at a message, 1 and 3 are never answered again from a message on; the sixth is a good one.
        await using var broker = ScriptedBroker.Start(new BrokerScript
        {
            Publish = packet => !packet.IsMessage() || packet.Connection >= 5 || packet.Sequence() < 60 * (packet.Connection + 1) ? PublishReply.Ack() : packet.Connection % 2 == 0 ? PublishReply.Close : PublishReply.Nothing,
        });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { StallSeconds = 1 }, 500);
        await run.SettledAsync();

        Assert.Equal(5, run.Health.Reconnects);
        Assert.Equal(2, run.Health.Stalls);
        Assert.Equal(6, run.Outbox.Rewinds);
        var report = Packets.Report(broker.Messages());
        Assert.Empty(report.Faults);
        Assert.NotEqual(0, report.Duplicates.Identical);
    }
}
