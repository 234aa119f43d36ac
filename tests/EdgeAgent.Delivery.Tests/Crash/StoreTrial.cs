using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Tests.Store;
using EdgeAgent.DeliveryWorker;
using EdgeAgent.TestKit.Disk;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Delivery.Tests.Crash;

/// <summary>
/// The store alone on a disk that loses power at random operations: random accepts, deliveries, confirmations and refusals over several lives.
/// What a flush has confirmed must come; what a flush has settled must not come again; a resend is the same bytes; numbers have no gaps.
/// </summary>
internal sealed class StoreTrial : IAsyncDisposable
{
    private const int Lives = 3;

    private readonly PowerLossDisk _disk;
    private readonly TemporaryFolder _folder = new();
    private readonly Random _random;
    private readonly EventGenerator _events;
    private readonly EventStoreOptions _options;
    private readonly Store.Subscriber _subscriber = new();
    private readonly List<string> _accepted = [];
    private readonly HashSet<string> _confirmed = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _came = [];
    private readonly HashSet<long> _settled = [];
    private readonly HashSet<long> _settledForGood = [];
    private ManualTime _time = new();
    private EventStore? _store;
    private string? _storeId;
    private int _linkBreaksIn;

    public StoreTrial(PowerLossDisk disk, int seed, bool synchronous)
    {
        _disk = disk;
        _random = new Random(seed);
        _events = new EventGenerator((ulong)seed, "box", _random.Next(3) == 0 ? 3000 : 0);
        _options = new EventStoreOptions
        {
            Directory = _folder["store"], Device = "box", ReserveBytes = 0, Vfs = PowerLossDisk.Vfs, Synchronous = synchronous, StopDeadline = TimeSpan.FromSeconds(1),
        };
    }

    /// <summary>Gives what is wrong; empty when the promise was kept.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        for (var life = 0; life < Lives; life++)
        {
            _disk.CutAfter(_random.Next(_random.Next(3) == 0 ? 40 : 600));
            await LiveAsync();
            await CloseAsync();
            _disk.Restore();
            // The mark is written without waiting for the disk.
            if (_random.Next(3) == 0) File.Delete(_folder["store/events.mark"]);
            _accepted.Clear();
            _settled.Clear();
        }

        await OpenAsync();
        await FlushAsync();
        return Judge();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Dispose();
    }

    private async Task LiveAsync()
    {
        await OpenAsync();
        while (!_disk.IsCut)
        {
            switch (_random.Next(5))
            {
                case 0 or 1:
                    for (var i = _random.Next(1, 15); i > 0; i--) Accept(_events.Next(_time.GetUtcNow()));
                    break;
                case 2:
                    await FlushAsync();
                    break;
                case 3:
                    Deliver(_random.Next(4) == 0 ? Lane.Gap : Lane.Fifo, _random.Next(1, 30));
                    break;
                default:
                    if (_random.Next(4) == 0) Connect();
                    _time.Advance(TimeSpan.FromMilliseconds(_random.Next(200)));
                    break;
            }
        }
    }

    private async Task OpenAsync()
    {
        _time = new ManualTime();
        _store = EventStore.Open(_options, _time, NullLogger<EventStore>.Instance);
        Connect();
        await FlushAsync();
    }

    private void Connect()
    {
        _store!.Outbox.Rewind();
        _linkBreaksIn = _random.Next(5, 80);
    }

    private void Accept(object message)
    {
        if (message is DetectionEvent detection)
        {
            _store!.Accept(detection);
            _accepted.Add(MessageContent.Of(detection).ToString());
        }
        else
        {
            _store!.Accept((GapRecord)message);
            _accepted.Add(MessageContent.Of((GapRecord)message).ToString());
        }
    }

    // Only a flush that ends while the power is on promises anything.
    private async Task FlushAsync()
    {
        var settled = _settled.ToArray();
        var flush = _store!.FlushAsync(CancellationToken.None);
        while (!flush.IsCompleted && !_disk.IsCut)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(flush, Task.Delay(1));
        }

        if (!flush.IsCompletedSuccessfully) return;
        _confirmed.UnionWith(_accepted);
        _settledForGood.UnionWith(settled);
        _storeId ??= _store.StoreId;
    }

    private void Deliver(Lane lane, int count)
    {
        foreach (var message in _store!.Outbox.Take(lane, count))
        {
            if (_settledForGood.Contains(message.Sequence)) throw new InvalidOperationException($"{message.Sequence} was settled on disk and is due again");
            // Behind a broken link nothing arrives until the next connection.
            if (_linkBreaksIn-- <= 0) continue;
            _subscriber.Receive(message);
            _came[message.Sequence] = Content(message);
            if (_random.Next(3) == 0) continue;
            _store.Outbox.Settle(message, Settlement.Acknowledged);
            _settled.Add(message.Sequence);
        }
    }

    private static string Content(OutboxMessage message) =>
        (message.Kind is MessageKind.Gap ? MessageContent.Of(Read.Gap(message)) : MessageContent.Of(Read.Event(message))).ToString();

    private List<string> Judge()
    {
        var faults = new List<string>();
        if (_storeId is not null && _store!.StoreId != _storeId) faults.Add($"the store was replaced: {_storeId} became {_store.StoreId}");
        for (var round = 0; round < 3; round++)
        {
            Connect();
            foreach (var lane in new[] { Lane.Gap, Lane.Fifo, Lane.Aside })
            {
                while (_store!.Outbox.Take(lane, 100) is { Count: > 0 } some)
                {
                    foreach (var message in some)
                    {
                        _subscriber.Receive(message);
                        _came[message.Sequence] = Content(message);
                        _store.Outbox.Settle(message, Settlement.Acknowledged);
                    }
                }
            }
        }

        var missing = _subscriber.Missing(_store!.StoreId, _store.Outbox.LastSequence);
        if (missing.Count > 0) faults.Add($"neither came nor were declared: {string.Join(", ", missing.Take(8))}");
        var lost = _confirmed.Except(_came.Values).ToArray();
        if (lost.Length > 0) faults.Add($"{lost.Length} of {_confirmed.Count} confirmed messages never came: {string.Join(", ", lost.Take(4))}");
        return faults;
    }

    private async Task CloseAsync()
    {
        if (_store is null) return;
        var closing = _store.DisposeAsync().AsTask();
        // The deadline of a stop is on the trial's clock. Up to there and no further: once it is over the writer ends in its own time, and beyond it would be left behind with its lock.
        for (var steps = 10; steps > 0 && await Task.WhenAny(closing, Task.Delay(2)) != closing; steps--) _time.Advance(_options.StopDeadline / 10);
        await closing.WaitAsync(AgentProcess.Patience);
        _store = null;
    }
}
