using System.Text;
using System.Text.Json.Nodes;
using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.Subscriber.Ledger;
using EdgeAgent.TestKit.Mqtt;
using MosquittoOptions = EdgeAgent.Interop.Mosquitto.MosquittoOptions;

namespace EdgeAgent.Tests.Functional.Crash;

/// <summary>A receiver with a session of its own at the broker, which connects again whenever the broker is back, and keeps the reference subscriber's ledger and every payload beside it.</summary>
internal sealed class LedgerReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly DeliveryLedger _ledger = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _payloads = new(StringComparer.Ordinal);
    private readonly Changes _changes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly MosquittoOptions _options;
    private readonly Task _running;
    private long _received;
    private int _subscriptions;

    private LedgerReceiver(int port)
    {
        _options = new MosquittoOptions { Host = RealBroker.Host, Port = port, ClientId = "shore", CleanStart = false, SessionExpirySeconds = uint.MaxValue, ReceiveMaximum = 65535, KeepAliveSeconds = 5 };
        _running = Task.Run(RunAsync);
    }

    /// <summary>Numbered messages so far, duplicates included.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>How often the broker has confirmed the subscription.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>Starts one and waits until the broker holds its session.</summary>
    public static async Task<LedgerReceiver> StartAsync(int port)
    {
        var receiver = new LedgerReceiver(port);
        await receiver.SubscribedAsync(1);
        return receiver;
    }

    public Task SubscribedAsync(int times) => _changes.UntilAsync(() => Subscriptions >= times, () => $"{times} subscriptions");

    public Task ReceivedAsync(long count) => _changes.UntilAsync(() => Received >= count, () => $"{count} messages, {Received} came");

    /// <summary>Waits until everything up to a sequence came or is declared, or something else is wrong with certainty.</summary>
    public Task ReachesAsync(long sequence) => _changes.UntilAsync(
        () => Report() is { Stores: [var store, ..] } report && (report.Duplicates.Different + report.OrderViolations > 0 || (store.Last >= sequence && store.MissingCount == 0)),
        () => $"message {sequence}; {string.Join(' ', Report().Faults)}");

    public DeliveryReport Report()
    {
        lock (_lock) return _ledger.Report();
    }

    /// <summary>Whether a revision has come: <c>id/revision</c>.</summary>
    public bool Has(string name)
    {
        lock (_lock) return _names.Contains(name);
    }

    /// <summary>Whether these very bytes have come.</summary>
    public bool HasBytes(string payload)
    {
        lock (_lock) return _payloads.Contains(payload);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var session = new Session(this);
            using var client = new MosquittoClient(_options, session);
            session.Client = client;
            client.Start();
            await Task.WhenAny(session.Closed.Task, Task.Delay(Timeout.Infinite, _stop.Token));
            client.Dispose();
            await session.Closed.Task;
            await Task.WhenAny(Task.Delay(Pause, _stop.Token));
        }
    }

    private void Take(in MosquittoMessage message)
    {
        var topic = Encoding.UTF8.GetString(message.Topic);
        var lane = message.ReadUserProperties().FirstOrDefault(property => property.Key == "lane").Value;
        var isNumbered = topic.Contains("/events/", StringComparison.Ordinal) || topic.Contains("/gaps/", StringComparison.Ordinal);
        lock (_lock)
        {
            _ledger.Take(topic, message.Payload, lane, duplicate: false, TimeProvider.System.GetUtcNow());
            if (isNumbered)
            {
                var text = Encoding.UTF8.GetString(message.Payload);
                _payloads.Add(text);
                if (JsonNode.Parse(text) is JsonObject document && document.ContainsKey("state")) _names.Add($"{(string)document["id"]!}/{(int)document["revision"]!}");
            }
        }

        if (isNumbered) Interlocked.Increment(ref _received);
        _changes.Signal();
    }

    private sealed class Session(LedgerReceiver receiver) : IMosquittoHandler
    {
        public MosquittoClient? Client { get; set; }

        public TaskCompletionSource<MosquittoClosed> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnConnected(MosquittoConnected connection) => Client!.Subscribe("edge/#", 1, out _);

        public void OnSubscribed(int messageId, byte reasonCode)
        {
            Interlocked.Increment(ref receiver._subscriptions);
            receiver._changes.Signal();
        }

        public void OnMessage(in MosquittoMessage message) => receiver.Take(message);

        public void OnPublished(int messageId, byte reasonCode, string? reasonString)
        {
            // A receiver publishes nothing.
        }

        public void OnClosed(MosquittoClosed closed) => Closed.TrySetResult(closed);
    }
}
