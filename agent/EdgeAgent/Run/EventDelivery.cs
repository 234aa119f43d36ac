using System.Text.Json;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Documents;
using EdgeAgent.Delivery.Embedded;
using EdgeAgent.Delivery.HomeAssistant;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>What becomes of events: kept in the store, published from there; with a broker of the agent's own where none is configured.</summary>
internal sealed class EventDelivery : IEventSink, IAsyncDisposable
{
    private readonly DeliverySettings _settings;
    private readonly ILoggerFactory _logs;
    private readonly TimeProvider _time;
    private readonly EventStore _store;
    private readonly TopicNames _topics;
    private readonly ITopicProfile _profile;
    private readonly StatusDocument _status;
    private readonly RetainedSet _retained = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly EmbeddedBroker? _broker;
    private Task _running = Task.CompletedTask;
    private volatile MqttPublisher? _publisher;
    private volatile bool _stopping;

    private EventDelivery(AgentSettings settings, string bootId, ILoggerFactory logs, TimeProvider time)
    {
        (_settings, _logs, _time) = (settings.Delivery, logs, time);
        _topics = new TopicNames(_settings.Prefix, settings.Device);
        _profile = TopicProfiles.Create(_topics, _settings.Profiles);
        _store = EventStore.Open(_settings.Store, time, logs.CreateLogger<EventStore>());
        _status = new StatusDocument { Status = DeviceState.Online, Device = settings.Device, Version = BuildInfo.Version, BootId = bootId };
        if (_settings.Mqtt.Servers.Count == 0 && _settings.EmbeddedPort is { } port)
        {
            _broker = new EmbeddedBroker(
                new EmbeddedBrokerOptions { Directory = _settings.EmbeddedDirectory, Port = port, Prefix = _settings.Prefix },
                logs.CreateLogger<EmbeddedBroker>(), time);
        }
    }

    /// <summary>The store at this moment.</summary>
    public Delivery.Store.StoreHealth Store => _store.Health;

    /// <summary>The end of the store: its id, empty while none could be opened, and its last sequence.</summary>
    public FeedPlace End => _store.End is var (store, last) ? new FeedPlace(store, last) : default;

    /// <summary>Folder of the store.</summary>
    public string StoreDirectory => _settings.Store.Directory;

    /// <summary>The publisher at this moment; null while there is none.</summary>
    public MqttHealth? Publisher => _publisher?.Health;

    /// <summary>Names of the topics.</summary>
    public TopicNames Topics => _topics;

    /// <summary>Opens the store and begins to publish. A broker or a disk that is not there does not keep the agent from listening.</summary>
    /// <exception cref="EventStoreException">Another agent keeps its events in the same folder.</exception>
    public static EventDelivery Start(AgentSettings settings, string bootId, ILoggerFactory logs, TimeProvider time)
    {
        var delivery = new EventDelivery(settings, bootId, logs, time);
        if (delivery._broker is { } broker) delivery._running = Task.WhenAll(broker.RunAsync(delivery._stop.Token), delivery.FollowAsync(broker));
        else if (delivery._settings.Mqtt.Servers.Count > 0) delivery.Publish(delivery._settings.Mqtt);
        return delivery;
    }

    /// <inheritdoc/>
    public void Accept(DetectionEvent detection) => _store.Accept(detection);

    /// <inheritdoc/>
    public void Accept(GapRecord gap) => _store.Accept(gap);

    /// <summary>Puts up a retained document: the newest of its topic counts, also for a publisher that comes later.</summary>
    public void Post(Publication document)
    {
        _retained.Put(document);
        _publisher?.Post(document.Topic, document.Payload);
    }

    /// <summary>Stores what was accepted, publishes what it can in the time, says goodbye and ends the broker. What is not confirmed stays in the store.</summary>
    public async Task StopAsync(TimeSpan deadline)
    {
        var began = _time.GetTimestamp();
        using var late = new CancellationTokenSource(deadline, _time);
        try
        {
            await _store.FlushAsync(late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The store itself tells what it could not write.
        }

        _stopping = true;
        var left = deadline - _time.GetElapsedTime(began);
        if (_publisher is { } publisher) await publisher.StopAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (_publisher is { } publisher) await publisher.DisposeAsync().ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    // The agent's own broker may come back on another port than the one it had.
    private async Task FollowAsync(EmbeddedBroker broker)
    {
        var port = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        try
        {
            do
            {
                var present = await broker.WaitForPortAsync(_stop.Token).ConfigureAwait(false);
                if (present == port) continue;
                port = present;
                if (_publisher is { } former) await former.DisposeAsync().ConfigureAwait(false);
                Publish(_settings.Mqtt with { Servers = [new MqttServer("127.0.0.1", port, Secure: false)] });
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    private void Publish(MqttOptions options)
    {
        if (_settings.HomeAssistant) options = options with { BirthTopic = new HomeAssistantDiscovery(_topics, BuildInfo.Version).BirthTopic };
        var publisher = new MqttPublisher(options, _store.Outbox, [_profile], Status, _time, _logs.CreateLogger<MqttPublisher>());
        _publisher = publisher;
        _retained.PostTo(publisher);
        publisher.Start();
    }

    private ReadOnlyMemory<byte> Status(bool online)
    {
        var known = _status with { StoreId = _store.StoreId is { Length: > 0 } id ? id : null };
        var now = _time.GetUtcNow();
        var document = online ? known with { Sequence = _store.Outbox.LastSequence, Since = now }
            : _stopping ? known.Stopped(_store.Outbox.LastSequence, now)
            : known.Will();
        return JsonSerializer.SerializeToUtf8Bytes(document, DocumentJson.Default.StatusDocument);
    }
}
