using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Store;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>The promise from end to end: the real store, the publisher, mosquitto, and a subscriber that keeps the reference ledger.</summary>
public sealed class StoreDeliveryTests : IAsyncDisposable
{
    private readonly StoreRun _run = new();

    [Fact]
    public async Task Events_Accepted_ReachTheSubscriber()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0, Lines = ["log_type none", "log_type information"] });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        _run.Open(PublisherRun.To(broker.Port));
        for (var i = 0; i < 5000; i++) _run.Store.Accept(StoreRun.Closed(i));
        await _run.SettledAsync();
        // The store announces itself first.
        await subscriber.ReceivedAsync(5001);

        Assert.Empty(subscriber.Report.Faults);
        Assert.Equal(5000, subscriber.Report.Events);
        Assert.Equal(1, subscriber.Report.Gaps);
    }

    [Fact]
    public async Task Restarts_WithoutADrain_LoseNothing()
    {
        const int count = 6000;
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0, Lines = ["log_type none", "log_type information"] });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        for (var run = 0; run < 4; run++)
        {
            _run.Open(PublisherRun.To(broker.Port));
            for (var i = 0; i < count / 4; i++) _run.Store.Accept(StoreRun.Closed(run * count + i));
            var mark = (run + 1) * 300;
            await _run.UntilAsync(() => _run.Publisher.Health.Acknowledged >= 300, $"{mark} confirmed");
            if (run < 3) await _run.CloseAsync();
        }

        await _run.SettledAsync();
        await subscriber.ReceivedAsync(count + 1);
        Assert.Empty(subscriber.Report.Faults);
        Assert.Equal(count, subscriber.Report.Events);
    }

    [Fact]
    public async Task Message_ThatTheBrokerForbids_IsADeadLetterAndDeclared()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Acl = "topic readwrite edge/#\ntopic deny edge/buoy-7/events/reef/ship\n" });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        _run.Open(PublisherRun.To(broker.Port));
        _run.Store.Accept(StoreRun.Closed(1));
        _run.Store.Accept(StoreRun.Closed(2) with { Label = "ship", Pipeline = "reef" });
        _run.Store.Accept(StoreRun.Closed(3));
        await _run.UntilAsync(() => _run.Store.Health.DeadLetters == 1, "a dead letter");
        await _run.SettledAsync();

        using (var letters = DeadLetters.Open(_run.StoreFolder))
        {
            var letter = Assert.Single(letters.List());
            Assert.Equal(StoreRun.Closed(2).Id, letter.Id);
            Assert.Contains("not authorized (0x87)", letter.Reason, StringComparison.Ordinal);
        }

        // New store, a, c, and the record that says that b will not come.
        await subscriber.ReceivedAsync(4);
        Assert.Empty(subscriber.Report.Faults);
    }

    [Fact]
    public async Task Stop_RightAfterACommit_LeavesNothing()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0 });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        const int runs = 8;
        for (var run = 0; run < runs; run++)
        {
            _run.Open(PublisherRun.To(broker.Port));
            await _run.SettledAsync();
            _run.Store.Accept(StoreRun.Closed(run));
            await _run.FlushAsync();
            await _run.Publisher.StopAsync(AgentProcess.Patience);

            Assert.Equal(0, _run.Store.Health.Pending);
            await _run.CloseAsync();
        }

        await subscriber.ReceivedAsync(runs + 1);
        Assert.Empty(subscriber.Report.Faults);
    }

    [Fact]
    public async Task Stop_LastMessageForbidden_ItsDeclarationIsDelivered()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Acl = "topic readwrite edge/#\ntopic deny edge/buoy-7/events/reef/ship\n" });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        _run.Open(PublisherRun.To(broker.Port));
        await _run.SettledAsync();
        _run.Store.Accept(StoreRun.Closed(2) with { Label = "ship", Pipeline = "reef" });
        await _run.FlushAsync();
        await _run.Publisher.StopAsync(AgentProcess.Patience);

        Assert.Equal(0, _run.Store.Health.Pending);
        Assert.Equal(1, _run.Store.Health.DeadLetters);
        // The new store, and that its second message will not come.
        await subscriber.ReceivedAsync(2);
        Assert.Empty(subscriber.Report.Faults);
    }

    [Fact]
    public async Task Storm_OverTheBudget_SubscriberKnowsWhatItMisses()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0 });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        _run.Open(PublisherRun.To(broker.Port) with { Budget = new BudgetOptions { EventsPerHourPerLabel = 5 }, StallSeconds = 100_000 }, new FastTime());
        for (var i = 0; i < 500; i++) _run.Store.Accept(StoreRun.Closed(i));
        await _run.SettledAsync();
        await _run.UntilAsync(() => subscriber.Report.Gaps == 2, "the storm's record");

        var report = subscriber.Report;
        Assert.Empty(report.Faults);
        Assert.InRange(report.Events, 1, 5);
        Assert.Equal(500 - report.Events, report.Stores[0].Declared.Sum(range => range.Last - range.First + 1));
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();
}
