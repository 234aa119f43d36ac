using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.DeliveryWorker;
using EdgeAgent.Interop.Mosquitto;
using EdgeAgent.Subscriber.Ledger;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>
/// An independent receiver with a session of its own at the broker: connects again whenever the broker is back. Keeps the reference subscriber's ledger,
/// and beside it its own books, so that neither is believed alone.
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // What is said of a trial that goes wrong altogether.
    private const int MostFaults = 5;

    private readonly Lock _lock = new();
    private readonly Signal _changed = new();
    private readonly DeliveryLedger _ledger = new();
    private readonly Dictionary<(string Store, long Sequence), byte[]> _payloads = [];
    private readonly Dictionary<string, HashSet<string>> _prints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _turnedAway = new(StringComparer.Ordinal);
    private readonly List<Core.Events.SequenceRange> _declared = [];
    private readonly List<string> _faults = [];
    private readonly MosquittoOptions _options;
    private readonly string _filter;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _subscriptions;
    private bool _isSubscribed;

    private Receiver(int port, string device)
    {
        _filter = $"edge/{device}/#";
        _options = new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = $"receiver-{device}", CleanStart = false, SessionExpirySeconds = uint.MaxValue, ReceiveMaximum = 65535, KeepAliveSeconds = 5 };
        _running = Task.Run(RunAsync);
    }

    /// <summary>Messages so far, duplicates included.</summary>
    public long Taken
    {
        get
        {
            lock (_lock) return _ledger.Taken;
        }
    }

    /// <summary>What it cannot accept, whatever else is said.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_lock) return [.. _faults];
        }
    }

    /// <summary>Starts one and waits until the broker holds its session.</summary>
    public static async Task<Receiver> StartAsync(int port, string device)
    {
        var receiver = new Receiver(port, device);
        await receiver.SubscribedAsync(1);
        return receiver;
    }

    /// <summary>How often the broker has confirmed the subscription.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>Waits until the broker has confirmed the subscription so often.</summary>
    public async Task SubscribedAsync(int times) =>
        Assert.True(await _changed.UntilAsync(() => Subscriptions >= times && Volatile.Read(ref _isSubscribed)), "the receiver could not subscribe");

    /// <summary>Waits until so many messages have come, or until the condition ends the waiting.</summary>
    public Task<bool> UntilAsync(Func<bool> condition) => _changed.UntilAsync(condition);

    /// <summary>The reference subscriber's report.</summary>
    public DeliveryReport Report()
    {
        lock (_lock) return _ledger.Report();
    }

    /// <summary>Whether a message has come, said what it should, and only that.</summary>
    public bool? Has(MessageContent message)
    {
        lock (_lock) return _prints.TryGetValue(message.Key, out var prints) ? prints.Count == 1 && prints.Contains(message.Print) : null;
    }

    /// <summary>What a store has numbered in a range and neither came nor was declared.</summary>
    public IReadOnlyList<long> Missing(string store, long first, long last)
    {
        lock (_lock) return [.. Sequences(first, last).Where(n => !_payloads.ContainsKey((store, n)) && !IsDeclared(store, n))];
    }

    /// <summary>How many of a store's sequences in a range did not come and were declared; one without end counts as all.</summary>
    public long Declared(string store, long first, long? last)
    {
        lock (_lock)
        {
            if (_declared.Any(range => range.Store == store && range.Last is null && (last is null || range.First <= last))) return long.MaxValue;
            return Sequences(first, last ?? _declared.Where(range => range.Store == store).Max(range => range.Last) ?? first).Count(n => !_payloads.ContainsKey((store, n)) && IsDeclared(store, n));
        }
    }

    /// <summary>Messages of a pipeline that were turned away, by the store's own count.</summary>
    public long TurnedAway(string pipeline)
    {
        lock (_lock) return _turnedAway.GetValueOrDefault(pipeline);
    }

    /// <summary>Messages turned away in all.</summary>
    public long AllTurnedAway
    {
        get
        {
            lock (_lock) return _turnedAway.Values.Sum();
        }
    }

    /// <summary>Sequences that were declared and did not come; a range without end counts one.</summary>
    public long AllDeclared
    {
        get
        {
            lock (_lock)
                return _declared.SelectMany(range => Sequences(range.First, range.Last ?? range.First).Select(n => (range.Store, n))).Distinct().Count(at => !_payloads.ContainsKey((at.Store, at.n)))
                    + _declared.Count(range => range.Last is null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private static IEnumerable<long> Sequences(long first, long last)
    {
        for (var n = first; n <= last; n++) yield return n;
    }

    private bool IsDeclared(string store, long sequence) =>
        _declared.Any(range => range.Store == store && range.First <= sequence && (range.Last is null || sequence <= range.Last));

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var session = new Session(this);
            using var client = new MosquittoClient(_options, session);
            session.Client = client;
            client.Start();
            await Task.WhenAny(session.Closed.Task, Task.Delay(Timeout.Infinite, _stop.Token));
            Volatile.Write(ref _isSubscribed, false);
            client.Dispose();
            await session.Closed.Task;
            await Task.WhenAny(Task.Delay(Pause, _stop.Token));
        }
    }

    private void Take(in MosquittoMessage message)
    {
        var topic = Encoding.UTF8.GetString(message.Topic);
        var lane = message.ReadUserProperties().FirstOrDefault(property => property.Key == "lane").Value;
        lock (_lock)
        {
            _ledger.Take(topic, message.Payload, lane, false, TimeProvider.System.GetUtcNow());
            try
            {
                var document = Document(message.Payload);
                if (topic.Contains("/events/", StringComparison.Ordinal)) Enter(document, Event(document));
                else if (topic.Contains("/gaps/", StringComparison.Ordinal)) Enter(document, Gap(document));
            }
            catch (JsonException error)
            {
                if (_faults.Count < MostFaults) _faults.Add($"{topic} holds {Encoding.UTF8.GetString(message.Payload)}: {error.Message}");
            }
        }

        _changed.Raise();
    }

    // What the store has made: the payload, or the data within a CloudEvent where the connection was one of MQTT 3.1.1.
    private static ReadOnlySpan<byte> Document(ReadOnlySpan<byte> payload)
    {
        if (!payload.StartsWith("{\"specversion\""u8)) return payload;
        using var envelope = JsonDocument.Parse(payload.ToArray());
        return Encoding.UTF8.GetBytes(envelope.RootElement.GetProperty("data").GetRawText());
    }

    private static (string Store, long Sequence, MessageContent Content) Event(ReadOnlySpan<byte> payload)
    {
        var detection = JsonSerializer.Deserialize(payload, EventJson.Default.DetectionEvent)!;
        return (detection.StoreId!, detection.Sequence!.Value, MessageContent.Of(detection));
    }

    private (string Store, long Sequence, MessageContent Content) Gap(ReadOnlySpan<byte> payload)
    {
        var gap = JsonSerializer.Deserialize(payload, EventJson.Default.GapRecord)!;
        var isFirst = !_payloads.ContainsKey((gap.StoreId!, gap.Sequence!.Value));
        if (isFirst) _declared.AddRange(gap.Lost?.Sequences ?? []);
        if (isFirst && gap.Cause == "store-unavailable") _turnedAway[gap.Pipeline] = _turnedAway.GetValueOrDefault(gap.Pipeline) + (gap.Lost?.Events ?? 0) + (gap.Lost?.Updates ?? 0);
        return (gap.StoreId!, gap.Sequence!.Value, MessageContent.Of(gap));
    }

    private void Enter(ReadOnlySpan<byte> payload, (string Store, long Sequence, MessageContent Content) message)
    {
        var at = (message.Store, message.Sequence);
        if (!_payloads.TryGetValue(at, out var before)) _payloads.Add(at, payload.ToArray());
        else if (!payload.SequenceEqual(before) && _faults.Count < MostFaults) _faults.Add($"{message.Store} {message.Sequence} came with other bytes: {Encoding.UTF8.GetString(before)} and {Encoding.UTF8.GetString(payload)}");
        if (!_prints.TryGetValue(message.Content.Key, out var prints)) _prints.Add(message.Content.Key, prints = new HashSet<string>(StringComparer.Ordinal));
        prints.Add(message.Content.Print);
    }

    private sealed class Session(Receiver receiver) : IMosquittoHandler
    {
        public MosquittoClient? Client { get; set; }

        public TaskCompletionSource<MosquittoClosed> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnConnected(MosquittoConnected connection) => Client!.Subscribe(receiver._filter, 1, out _);

        public void OnSubscribed(int messageId, byte reasonCode)
        {
            Volatile.Write(ref receiver._isSubscribed, true);
            Interlocked.Increment(ref receiver._subscriptions);
            receiver._changed.Raise();
        }

        public void OnMessage(in MosquittoMessage message) => receiver.Take(message);

        public void OnPublished(int messageId, byte reasonCode, string? reasonString)
        {
            // A receiver publishes nothing.
        }

        public void OnClosed(MosquittoClosed closed) => Closed.TrySetResult(closed);
    }
}
