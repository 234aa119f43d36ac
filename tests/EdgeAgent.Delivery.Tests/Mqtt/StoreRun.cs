using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Tests.Store;
using EdgeAgent.Delivery.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>The real store and the publisher before a broker, opened again and again on one folder.</summary>
internal sealed class StoreRun : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Signal _signal = new();

    public EventStore Store { get; private set; } = null!;

    public MqttPublisher Publisher { get; private set; } = null!;

    public string StoreFolder => _folder["store"];

    public static DetectionEvent Closed(int number) => Sample.Event(number, state: EventState.Close);

    public void Open(MqttOptions options, TimeProvider? time = null)
    {
        Store = EventStore.Open(new EventStoreOptions { Directory = StoreFolder, Device = "buoy-7", ReserveBytes = 64 << 10, CommitInterval = TimeSpan.FromMilliseconds(10) }, TimeProvider.System, NullLogger<EventStore>.Instance);
        Publisher = new MqttPublisher(options, Store.Outbox, [TopicProfiles.Create(PublisherRun.Topics, [])], _ => "{}"u8.ToArray(), time ?? TimeProvider.System, new LogLines<MqttPublisher>(_signal));
        Publisher.Start();
    }

    public async Task CloseAsync()
    {
        if (Publisher is not null) await Publisher.DisposeAsync();
        if (Store is not null) await Store.DisposeAsync();
    }

    public Task FlushAsync() => Store.FlushAsync(TestContext.Current.CancellationToken);

    public Task UntilAsync(Func<bool> condition, string what) => _signal.UntilAsync(condition, () => $"{what}; {Store.Health}, {Publisher.Health}");

    public async Task SettledAsync()
    {
        await FlushAsync();
        await UntilAsync(() => Store.Health.Pending == 0, "everything settled");
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }
}
