using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>A stop before a broker that is there leaves nothing in the outbox: neither what was committed a moment ago nor what follows from it.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task Stop_WordOfTheLastMessageStillOnItsWay_IsDeliveredAllTheSame()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = new PublisherRun(PublisherRun.To(broker.Port), outbox => new DeafOutbox(outbox));
        run.Outbox.Accept();
        run.Publisher.Start();
        await run.SettledAsync();
        run.Outbox.Accept();

        await run.Publisher.StopAsync(AgentProcess.Patience);

        Assert.Equal([1L, 2L], broker.Messages().Select(Packets.Sequence));
        Assert.Equal(0, run.Health.Pending);
    }

    [Fact]
    public async Task Stop_BeforeTheFirstConnection_DeliversWhatIsThere()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 5);

        await run.Publisher.StopAsync(AgentProcess.Patience);

        Assert.Equal(5, run.Outbox.Count(Settlement.Acknowledged));
        Assert.Equal("""{"status":"offline"}""", broker.Publishes[^1].Text);
    }

    [Fact]
    public async Task Stop_BeforeTheFirstConnectionToAnOldBroker_DeliversWhatIsThere()
    {
        await using var broker = ScriptedBroker.Start(new BrokerScript { Connect = connect => connect.Version == 5 ? ConnectReply.RefuseAsVersion4() : ConnectReply.Accept() });
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port), 5);

        await run.Publisher.StopAsync(AgentProcess.Patience);

        Assert.Equal(5, run.Outbox.Count(Settlement.Acknowledged));
    }

    [Fact]
    public async Task Stop_WithFoldedMessages_DeliversTheirDeclaration()
    {
        await using var broker = ScriptedBroker.Start();
        await using var run = PublisherRun.Start(PublisherRun.To(broker.Port) with { Budget = new BudgetOptions { EventsPerHourPerLabel = 1 } }, 20);
        await run.UntilAsync(health => health.Folded == 19 && health.Acknowledged == 1, "19 folded");

        await run.Publisher.StopAsync(AgentProcess.Patience);

        Assert.Equal(19, run.Outbox.DeclaredMessages);
        Assert.Equal(["fifo", "gap"], broker.Messages().Select(Packets.Lane));
        Assert.Equal(0, run.Health.Pending);
    }
}
