using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Benchmarks.Delivery;

/// <summary>Store and publisher as the agent wires them, with their defaults.</summary>
internal sealed class AgentDelivery : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly MqttPublisher _publisher;
    private long _accepted;

    /// <summary>Opens the store of a folder and begins to connect.</summary>
    public AgentDelivery(string folder, int port, int window, DeliveryOrder order)
    {
        Store = EventStore.Open(new EventStoreOptions { Directory = folder, Device = EventMaker.Device }, TimeProvider.System, NullLogger<EventStore>.Instance);
        var topics = new TopicNames("edge", EventMaker.Device);
        var options = new MqttOptions
        {
            Servers = [new MqttServer("127.0.0.1", port, Secure: false)],
            StatusTopic = topics.Status,
            ClientId = "edge-" + EventMaker.Device,
            Order = order,
            Window = window,
            BackoffMinSeconds = 0.1,
            BackoffMaxSeconds = 0.5,
        };
        _publisher = new MqttPublisher(options, Store.Outbox, [TopicProfiles.Create(topics, [])], online => Encoding.UTF8.GetBytes(online ? "\"online\"" : "\"offline\""), TimeProvider.System, NullLogger<MqttPublisher>.Instance);
        _publisher.Start();
    }

    /// <summary>The store.</summary>
    public EventStore Store { get; }

    /// <summary>The publisher.</summary>
    public MqttHealth Health => _publisher.Health;

    /// <summary>Completes when the broker has accepted the connection.</summary>
    public Task ConnectedAsync() => UntilAsync(() => Health.State == MqttState.Connected, "a connection");

    /// <summary>Accepts an event; the caller keeps within the queue.</summary>
    public void Accept(DetectionEvent detection)
    {
        Store.Accept(detection);
        _accepted++;
    }

    /// <summary>Completes when everything that was accepted is confirmed. Health, which takes some ten locks, is asked last.</summary>
    public Task DrainedAsync() => UntilAsync(() => Store.Waiting == 0 && Store.Outbox.Pending == 0 && Store.Health.Accepted >= _accepted, "the last confirmation");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync().ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
    }

    // On a thread that sleeps: timers of the pool would wake more threads than the agent has.
    private Task UntilAsync(Func<bool> condition, string what) => Task.Factory.StartNew(
        () =>
        {
            var began = TimeProvider.System.GetTimestamp();
            while (!condition())
            {
                if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromMinutes(5)) throw new BenchmarkException($"waited five minutes for {what}: {Health}, {Store.Health}");
                Thread.Sleep(Tick);
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
