using System.Globalization;
using System.Text;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Topics;
using EdgeAgent.TestKit.Disk;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.DeliveryWorker;

/// <summary>
/// Store and publisher as the agent wires them, fed with made-up events; says on standard output what it was promised, and can be killed at any moment.
/// Lines: <c>store ID LAST</c>; <c>promised ID AFTER ID UPTO KEY:PRINT …</c> once a batch is on disk; <c>healed</c>; <c>drained ID LAST</c> when all is confirmed; <c>ended</c>.
/// Standard input: <c>drain</c> asks for the end of accepting, <c>heal</c> for the end of a failure, the end of it for the end.
/// </summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly Stream Output = Console.OpenStandardOutput();

    private readonly WorkerOptions _options;
    private readonly KillSwitch _kill;
    private readonly WrongClock _clock;
    private readonly ILoggerFactory _logs;
    private readonly PowerLossDisk? _disk;
    private readonly EventStore _store;
    private readonly IOutbox _outbox;
    private readonly MqttPublisher? _publisher;
    private readonly CancellationTokenSource _enough = new();
    private readonly SemaphoreSlim _ahead;

    private Worker(WorkerOptions options)
    {
        _options = options;
        _kill = new KillSwitch(options.KillAt, options.KillAfter);
        _clock = new WrongClock(TimeSpan.FromDays(options.ClockDays));
        _ahead = new SemaphoreSlim(options.Ahead);
        _logs = new StandardErrorLog();
        if (options.NeedsDisk) _disk = Disk();
        _store = EventStore.Open(StoreOptions(), _clock, _logs.CreateLogger<EventStore>());
        _outbox = new ProbedOutbox(_store.Outbox, _kill);
        if (options.Port > 0) _publisher = Publisher();
    }

    /// <summary>Runs one until it is told to end, or killed.</summary>
    public static async Task<int> RunAsync(WorkerOptions options)
    {
        DieAfter(options.KillMicroseconds);
        await using var worker = new Worker(options);
        await worker.RunAsync();
        Say("ended");
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_publisher is not null) await _publisher.DisposeAsync();
        await _store.DisposeAsync();
        _disk?.Dispose();
        _logs.Dispose();
        _enough.Dispose();
        _ahead.Dispose();
    }

    private static void DieAfter(int microseconds)
    {
        if (microseconds == 0) return;
        var thread = new Thread(() =>
        {
            Thread.Sleep(TimeSpan.FromMicroseconds(microseconds));
            KillSwitch.Now();
        }) { IsBackground = true };
        thread.Start();
    }

    // One write a line, so that a kill leaves whole lines only.
    private static void Say(string line)
    {
        lock (Output) Output.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    private async Task RunAsync()
    {
        var told = Task.Run(ListenAsync);
        await FlushedAsync();
        Say(string.Create(CultureInfo.InvariantCulture, $"store {_store.StoreId} {_store.Outbox.LastSequence}"));
        DieAfter(_options.KillMicrosecondsOpen);
        _publisher?.Start();
        await AcceptAllAsync();
        var ended = told;
        while (!ended.IsCompleted && (_publisher is null || _store.Outbox.Pending > 0 || _store.Health.Waiting > 0)) await Task.Delay(TimeSpan.FromMilliseconds(5), _clock);
        await FlushedAsync();
        Say(string.Create(CultureInfo.InvariantCulture, $"drained {_store.StoreId} {_store.Outbox.LastSequence}"));
        await ended;
        Console.Error.WriteLine("Stopping the publisher");
        if (_publisher is not null) await _publisher.StopAsync(TimeSpan.FromSeconds(1));
        Console.Error.WriteLine("Closing the store");
    }

    private async Task AcceptAllAsync()
    {
        var generator = new EventGenerator(_options.Seed, _options.Device, _options.Filling);
        var random = new Random(unchecked((int)_options.Seed));
        var promises = new List<Task>();
        for (var made = 0; made < _options.Messages && !_enough.IsCancellationRequested;)
        {
            try
            {
                await _ahead.WaitAsync(_enough.Token);
                if (_options.PauseMicroseconds > 0) await Task.Delay(TimeSpan.FromMicroseconds(random.Next(2 * _options.PauseMicroseconds)), _clock, _enough.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            var (store, after) = (_store.StoreId, _store.Outbox.LastSequence);
            var batch = new StringBuilder();
            for (var i = random.Next(1, 12); i > 0 && made < _options.Messages; i--, made++)
            {
                if (_options.ClockJumpDays != 0 && random.Next(20) == 0) _clock.Jump(TimeSpan.FromDays(_options.ClockJumpDays * (random.NextDouble() - 0.5) * 2));
                batch.Append(' ').Append(Accept(generator.Next(_clock.GetUtcNow())));
            }

            promises.RemoveAll(promise => promise.IsCompleted);
            promises.Add(PromiseAsync(store, after, batch.ToString()));
        }

        await Task.WhenAll(promises);
    }

    private MessageContent Accept(object message)
    {
        if (message is DetectionEvent detection)
        {
            _store.Accept(detection);
            return MessageContent.Of(detection);
        }

        var gap = (GapRecord)message;
        _store.Accept(gap);
        return MessageContent.Of(gap);
    }

    private async Task PromiseAsync(string store, long after, string batch)
    {
        await FlushedAsync();
        Say(string.Create(CultureInfo.InvariantCulture, $"promised {store} {after} {_store.StoreId} {_store.Outbox.LastSequence}{batch}"));
        _ahead.Release();
    }

    private Task FlushedAsync() => _store.FlushAsync(CancellationToken.None);

    private async Task ListenAsync()
    {
        while (await Console.In.ReadLineAsync() is { } word)
        {
            if (word == "heal")
            {
                _disk?.Heal();
                Say("healed");
            }
            else if (word == "drain")
            {
                await _enough.CancelAsync();
            }
        }

        await _enough.CancelAsync();
    }

    private PowerLossDisk Disk()
    {
        var disk = PowerLossDisk.Begin(_options.Seed);
        if (_options.FailOn != 0) disk.Fail((DiskOperations)_options.FailOn, new DiskError(_options.FailCode, _options.FailError), _options.FailFrom, _options.FailCount);
        if (_options.CutAfter < 0) return disk;
        disk.CutAfter(_options.CutAfter);
        new Thread(() =>
        {
            while (!disk.IsCut) Thread.Sleep(1);
            disk.RestoreAndEnd();
            KillSwitch.Now();
        }) { IsBackground = true }.Start();
        return disk;
    }

    private EventStoreOptions StoreOptions() => new()
    {
        Directory = _options.Store,
        Device = _options.Device,
        BudgetBytes = _options.BudgetBytes,
        ReserveBytes = _options.ReserveBytes,
        QueueCapacity = _options.Queue,
        CommitInterval = TimeSpan.FromMilliseconds(5),
        SettleInterval = TimeSpan.FromMilliseconds(_options.SettleMilliseconds),
        StopDeadline = TimeSpan.FromSeconds(2),
        Vfs = _disk is null ? null : PowerLossDisk.Vfs,
        Probe = _kill,
        Synchronous = _options.Synchronous,
    };

    private MqttPublisher Publisher()
    {
        var topics = new TopicNames("edge", _options.Device);
        var options = new MqttOptions
        {
            Servers = [new MqttServer("127.0.0.1", _options.Port, Secure: false)],
            StatusTopic = topics.Status,
            ClientId = $"edge-{_options.Device}",
            Order = _options.LiveFirst ? DeliveryOrder.LiveFirst : DeliveryOrder.Fifo,
            Window = _options.Window,
            BackoffMinSeconds = 0.02,
            BackoffMaxSeconds = 0.2,
            StallSeconds = Math.Max(1, _options.StallSeconds),
        };
        return new MqttPublisher(options, _outbox, [new ProbedProfile(TopicProfiles.Create(topics, []), _kill)],
            online => Encoding.UTF8.GetBytes(online ? "\"online\"" : "\"offline\""), _clock, _logs.CreateLogger<MqttPublisher>());
    }
}
