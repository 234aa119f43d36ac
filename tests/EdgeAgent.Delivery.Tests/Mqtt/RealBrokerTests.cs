using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>The publisher before mosquitto, watched by a subscriber that keeps the reference ledger.</summary>
public sealed class RealBrokerTests
{
    [Fact]
    public async Task Start_Backlog_DeliversEverythingInOrder()
    {
        const int count = 20_000;
        await using var broker = await MosquittoBroker.StartAsync(new TestKit.Mqtt.MosquittoOptions { MaxQueued = 0, Lines = ["log_type none", "log_type information"] });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        await using var run = new PublisherRun(PublisherRun.To(broker.Port));
        for (var i = 0; i < count; i++) run.Outbox.Accept(pipeline: i % 3 == 0 ? "reef" : "harbour", label: i % 2 == 0 ? "humpback" : "ship");
        run.Publisher.Start();

        await run.SettledAsync();
        await subscriber.ReceivedAsync(count);

        Assert.Equal(count, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Empty(subscriber.Report.Faults);
        Assert.Equal(count, subscriber.Report.Events);
        Assert.Equal(0, subscriber.Report.Duplicates.Identical);
        Assert.Equal(0, run.Health.Reconnects);
        Assert.Equal("5", run.Health.Protocol);
    }

    [Fact]
    public async Task Broker_KilledMidDrain_EverythingIsConfirmedAfterItsReturn()
    {
        const int count = 20_000;
        await using var broker = await MosquittoBroker.StartAsync(new TestKit.Mqtt.MosquittoOptions { MaxQueued = 0, Lines = ["log_type none", "log_type information"] });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), count);

        for (var kill = 1; kill <= 3; kill++)
        {
            var mark = kill * count / 4;
            await run.UntilAsync(health => health.Acknowledged >= mark, $"{mark} confirmed");
            broker.Kill();
            using var subscriber = kill == 3 ? null : await RestartedAsync();
        }

        using var last = await RestartedAsync();
        await run.SettledAsync();
        Assert.Equal(count, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal(3, run.Health.Reconnects);
        Assert.Equal(0, last.Report.OrderViolations);
        Assert.Equal(0, last.Report.Duplicates.Different);

        async Task<LedgerSubscriber> RestartedAsync()
        {
            await broker.RestartAsync();
            return await LedgerSubscriber.StartAsync(broker.Port);
        }
    }

    [Fact]
    public async Task Broker_Suspended_ConnectionIsMadeAnewAndNothingIsLost()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { StallSeconds = 1 }, 10);
        await run.SettledAsync();

        broker.Suspend();
        for (var i = 0; i < 500; i++) run.Outbox.Accept();
        await run.UntilAsync(health => health.Stalls > 0, "a stall");
        broker.Resume();

        await run.SettledAsync();
        await subscriber.ReceivedAsync(510);
        Assert.Empty(subscriber.Report.Faults);
    }

    [Fact]
    public async Task Stop_WithBacklog_DrainsAndSaysOffline()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 2000);
        await run.UntilAsync(health => health.State == MqttState.Connected, "a connection");

        await run.Publisher.StopAsync(AgentProcess.Patience);

        Assert.True(run.Outbox.Count(Settlement.Acknowledged) == 2000, $"{run.Health}\n{string.Join((char)10, run.Log.Lines)}\n{string.Join((char)10, broker.Log.TakeLast(15))}");
        await subscriber.StateAsync(PublisherRun.Topics.Status, """{"status":"offline"}""");
        Assert.Equal(MqttState.Stopped, run.Health.State);
        await broker.LogLineAsync("Received DISCONNECT from edge-buoy-7");
    }

    [Fact]
    public async Task Post_NewestOfATopic_IsRetainedAndComesBackAfterARestart()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port));
        var topic = PublisherRun.Topics.Health("reef");
        for (var i = 0; i < 100; i++) run.Publisher.Post(topic, System.Text.Encoding.UTF8.GetBytes($"{{\"n\":{i}}}"));
        using (var before = await LedgerSubscriber.StartAsync(broker.Port)) await before.StateAsync(topic, "{\"n\":99}");

        // Without persistence the broker has forgotten everything.
        broker.Kill();
        await broker.RestartAsync();

        using var after = await LedgerSubscriber.StartAsync(broker.Port);
        await after.StateAsync(topic, "{\"n\":99}");
        await after.StateAsync(PublisherRun.Topics.Status, """{"status":"online"}""");
    }
}
