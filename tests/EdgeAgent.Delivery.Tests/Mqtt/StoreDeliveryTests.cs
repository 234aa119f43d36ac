using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Budget;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Tests.Store;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.TestKit.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>The promise from end to end: the real store, the publisher, mosquitto, and a subscriber that keeps the reference ledger.</summary>
public sealed class StoreDeliveryTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Signal _signal = new();
    private EventStore? _store;
    private MqttPublisher? _publisher;

    [Fact]
    public async Task Events_Accepted_ReachTheSubscriber()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0, Lines = ["log_type none", "log_type information"] });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        Open(PublisherRun.To(broker.Port));
        for (var i = 0; i < 5000; i++) _store!.Accept(Closed(i));
        await SettledAsync();
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
            Open(PublisherRun.To(broker.Port));
            for (var i = 0; i < count / 4; i++) _store!.Accept(Closed(run * count + i));
            var mark = (run + 1) * 300;
            await _signal.UntilAsync(() => _publisher!.Health.Acknowledged >= 300, () => $"{mark} confirmed");
            if (run < 3) await CloseAsync();
        }

        await SettledAsync();
        await subscriber.ReceivedAsync(count + 1);
        Assert.Empty(subscriber.Report.Faults);
        Assert.Equal(count, subscriber.Report.Events);
    }

    [Fact]
    public async Task Message_ThatTheBrokerForbids_IsADeadLetterAndDeclared()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Acl = "topic readwrite edge/#\ntopic deny edge/buoy-7/events/reef/ship\n" });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        Open(PublisherRun.To(broker.Port));
        _store!.Accept(Closed(1));
        _store.Accept(Closed(2) with { Label = "ship", Pipeline = "reef" });
        _store.Accept(Closed(3));
        await _signal.UntilAsync(() => _store.Health.DeadLetters == 1, () => "a dead letter");
        await SettledAsync();

        using (var letters = DeadLetters.Open(Path.Combine(_folder.Path, "store")))
        {
            var letter = Assert.Single(letters.List());
            Assert.Equal(Closed(2).Id, letter.Id);
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
            Open(PublisherRun.To(broker.Port));
            await SettledAsync();
            _store!.Accept(Closed(run));
            await _store.FlushAsync(TestContext.Current.CancellationToken);
            await _publisher!.StopAsync(AgentProcess.Patience);

            Assert.Equal(0, _store.Health.Pending);
            await CloseAsync();
        }

        await subscriber.ReceivedAsync(runs + 1);
        Assert.Empty(subscriber.Report.Faults);
    }

    [Fact]
    public async Task Stop_LastMessageForbidden_ItsDeclarationIsDelivered()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Acl = "topic readwrite edge/#\ntopic deny edge/buoy-7/events/reef/ship\n" });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        Open(PublisherRun.To(broker.Port));
        await SettledAsync();
        _store!.Accept(Closed(2) with { Label = "ship", Pipeline = "reef" });
        await _store.FlushAsync(TestContext.Current.CancellationToken);
        await _publisher!.StopAsync(AgentProcess.Patience);

        Assert.Equal(0, _store.Health.Pending);
        Assert.Equal(1, _store.Health.DeadLetters);
        // The new store, and that its second message will not come.
        await subscriber.ReceivedAsync(2);
        Assert.Empty(subscriber.Report.Faults);
    }

    [Fact]
    public async Task Storm_OverTheBudget_SubscriberKnowsWhatItMisses()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxQueued = 0 });
        using var subscriber = await LedgerSubscriber.StartAsync(broker.Port);
        Open(PublisherRun.To(broker.Port) with { Budget = new BudgetOptions { EventsPerHourPerLabel = 5 }, StallSeconds = 100_000 }, new FastTime());
        for (var i = 0; i < 500; i++) _store!.Accept(Closed(i));
        await SettledAsync();
        await _signal.UntilAsync(() => subscriber.Report.Gaps == 2, () => "the storm's record");

        var report = subscriber.Report;
        Assert.Empty(report.Faults);
        Assert.InRange(report.Events, 1, 5);
        Assert.Equal(500 - report.Events, report.Stores[0].Declared.Sum(range => range.Last - range.First + 1));
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    private static DetectionEvent Closed(int number) => Sample.Event(number, state: EventState.Close);

    private void Open(MqttOptions options, TimeProvider? time = null)
    {
        _store = EventStore.Open(new EventStoreOptions { Directory = _folder["store"], Device = "buoy-7", ReserveBytes = 64 << 10, CommitInterval = TimeSpan.FromMilliseconds(10) }, TimeProvider.System, NullLogger<EventStore>.Instance);
        _publisher = new MqttPublisher(options, _store.Outbox, [TopicProfiles.Create(PublisherRun.Topics, [])], _ => "{}"u8.ToArray(), time ?? TimeProvider.System, new LogLines<MqttPublisher>(_signal));
        _publisher.Start();
    }

    private async Task CloseAsync()
    {
        if (_publisher is not null) await _publisher.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
    }

    private async Task SettledAsync()
    {
        await _store!.FlushAsync(TestContext.Current.CancellationToken);
        await _signal.UntilAsync(() => _store.Health.Pending == 0, () => $"everything settled; {_store.Health}, {_publisher!.Health}");
    }
}
