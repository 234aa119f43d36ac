using System.Text;
using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.Subscriber.Ledger;
using EdgeAgent.TestKit.Mqtt;
using MosquittoOptions = EdgeAgent.Interop.Mosquitto.MosquittoOptions;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>A subscriber that keeps the reference ledger.</summary>
internal sealed class LedgerSubscriber : IMosquittoHandler, IDisposable
{
    private readonly DeliveryLedger _ledger = new();
    private readonly Signal _signal = new();
    private readonly MosquittoClient _client;
    private readonly Dictionary<string, string> _retained = [];
    private bool _subscribed;
    private long _numbered;

    private LedgerSubscriber(int port) =>
        _client = new MosquittoClient(new MosquittoOptions { Host = RealBroker.Host, Port = port, ClientId = $"ledger-{Guid.NewGuid():N}", CleanStart = true, ReceiveMaximum = 1000 }, this);

    public static async Task<LedgerSubscriber> StartAsync(int port)
    {
        var subscriber = new LedgerSubscriber(port);
        subscriber._client.Start();
        await subscriber._signal.UntilAsync(() => Volatile.Read(ref subscriber._subscribed), () => "the subscription");
        return subscriber;
    }

    public DeliveryReport Report
    {
        get
        {
            lock (_ledger) return _ledger.Report();
        }
    }

    public string? State(string topic)
    {
        lock (_ledger) return _retained.GetValueOrDefault(topic);
    }

    public Task ReceivedAsync(long count) => _signal.UntilAsync(() => Interlocked.Read(ref _numbered) >= count, () => $"{count} messages, {_numbered} came");

    public Task StateAsync(string topic, string text) => _signal.UntilAsync(() => State(topic) == text, () => $"{topic} to say {text}, it says {State(topic)}");

    public void OnConnected(MosquittoConnected connection) => _client.Subscribe("edge/#", 1, out _);

    public void OnSubscribed(int messageId, byte reasonCode)
    {
        Volatile.Write(ref _subscribed, true);
        _signal.Raise();
    }

    public void OnPublished(int messageId, byte reasonCode, string? reasonString)
    {
    }

    public void OnClosed(MosquittoClosed closed) => _signal.Raise();

    public void OnMessage(in MosquittoMessage message)
    {
        var topic = Encoding.UTF8.GetString(message.Topic);
        var lane = message.ReadUserProperties().FirstOrDefault(property => property.Key == "lane").Value;
        lock (_ledger)
        {
            _ledger.Take(topic, message.Payload, lane, duplicate: false, TimeProvider.System.GetUtcNow());
            if (topic.Contains("/events/", StringComparison.Ordinal) || topic.Contains("/gaps/", StringComparison.Ordinal)) Interlocked.Increment(ref _numbered);
            else _retained[topic] = Encoding.UTF8.GetString(message.Payload);
        }

        _signal.Raise();
    }

    public void Dispose() => _client.Dispose();
}
