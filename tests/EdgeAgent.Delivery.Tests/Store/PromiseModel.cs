using System.Globalization;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>One run of the model test: a real store, a publisher and a subscriber, and beside them what was accepted for certain.</summary>
internal sealed class PromiseModel : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "edge-agent-test-" + Guid.NewGuid().ToString("N"));
    private readonly CrashProbe _probe = new();
    private readonly StoreFixture _it;
    private readonly Subscriber _subscriber = new();
    private readonly bool _liveFirst;
    private readonly List<OutboxMessage> _inHand = [];
    private readonly SortedDictionary<long, byte[]> _onDisk = [];
    private readonly HashSet<long> _confirmed = [];
    private readonly HashSet<long> _refused = [];
    private readonly List<(string Pipeline, string Key)> _accepted = [];
    private readonly List<(string Pipeline, string Key)> _waiting = [];
    private readonly Dictionary<int, int> _revisions = [];
    private bool _crashed;
    private int _next;

    public PromiseModel(bool liveFirst)
    {
        _liveFirst = liveFirst;
        _it = new StoreFixture(o => o with { Days = 1, Probe = _probe, CommitRecords = 8, ReserveBytes = 0 }, Path.Combine(_directory, "store"));
        Connect();
    }

    /// <summary>Causes of gap records and boundaries of crashes that this life saw, with how often.</summary>
    public Dictionary<string, int> Seen { get; } = new(StringComparer.Ordinal);

    private string Store => _it.Store.StoreId;

    /// <summary>Does one operation.</summary>
    public async Task Do(Operation operation)
    {
        var (kind, a, b) = operation;
        switch (kind)
        {
            case OperationKind.Accept: Accept(a, b); break;
            case OperationKind.AcceptMany: for (var i = 0; i < a; i++) Accept(a + i, b + i); break;
            case OperationKind.Flush: await Flush(); break;
            case OperationKind.Publish: Publish(a, b); break;
            case OperationKind.Confirm: Settle(a, b, Settlement.Acknowledged); break;
            case OperationKind.Refuse: Settle(a, Math.Min(b, 2), Settlement.Refused); break;
            case OperationKind.Declare: Declare(a, b); break;
            case OperationKind.Reconnect: Connect(); break;
            case OperationKind.Requeue: await Requeue(); break;
            case OperationKind.Crash: await Crash(null); break;
            case OperationKind.CrashAt: await Crash((CommitPoint)(a % 6)); break;
            case OperationKind.Restart: await Restart(o => o); break;
            case OperationKind.Squeeze: await Restart(o => o with { BudgetBytes = (90 + a) << 10 }); break;
            case OperationKind.Relax: await Restart(o => o with { BudgetBytes = 512 << 20 }); break;
            case OperationKind.Pass: _it.Time.Advance(TimeSpan.FromHours(a)); break;
            case OperationKind.Expire: _it.Time.Advance(TimeSpan.FromHours(26)); await Flush(); break;
            case OperationKind.Jump: _it.Time.Jump(TimeSpan.FromDays(3650 * (a % 2 == 0 ? 1 : -1))); break;
            default: throw new InvalidOperationException($"{kind}?");
        }
    }

    /// <summary>Delivers everything and checks the promise.</summary>
    public async Task Finish()
    {
        await Flush();
        await Requeue();
        for (var round = 0; _it.Outbox.Pending > 0; round++)
        {
            Check(round < 50, $"{_it.Outbox.Pending} messages never come: {JsonSerializer.Serialize(_it.Store.Health)}");
            Connect();
            Publish(0, int.MaxValue);
            Settle(0, int.MaxValue, Settlement.Acknowledged);
            await Flush();
        }

        var last = _it.Store.Health.LastSequence;
        Check(_subscriber.Missing(Store, last) is { Count: 0 }, $"undeclared losses: {string.Join(' ', _subscriber.Missing(Store, last))} of {last}");
        Check(_it.Store.Health.Cursor == last + 1, "the cursor is not at the end");
        Check(_it.Store.Health.Salvages == 0, "a healthy database was set aside");
        // What came is what was on disk, byte for byte.
        foreach (var (sequence, payload) in _onDisk)
            Check(!_subscriber.Received.TryGetValue((Store, sequence), out var bytes) || bytes.AsSpan().SequenceEqual(payload), $"{sequence} came with other bytes than were stored");
        Check(_subscriber.Received.Keys.All(key => key.Store == Store && key.Sequence <= last), "a message came that was never produced");
        foreach (var cause in _subscriber.Received.Values.Select(bytes => JsonSerializer.Deserialize(bytes, EventJson.Default.GapRecord)!.Cause).Where(cause => cause is not null)) See(cause);
        // What was accepted came, or a declared number stands for it: as many numbers as records, and every record once.
        var came = _subscriber.Received.Values.Select(Key).Where(key => key is not null).ToList();
        Check(came.Count == came.Distinct().Count(), "a record came under two numbers");
        var declared = Enumerable.Range(1, (int)last).Count(n => !_subscriber.Received.ContainsKey((Store, n)));
        var lost = _accepted.Count(record => !came.Contains(record.Key));
        Check(lost <= declared, $"{lost} accepted records did not come, {declared} numbers are declared");
        // Without a crash nothing that was confirmed is declared as lost.
        if (!_crashed)
            Check(!_confirmed.Except(_refused).Any(n => _subscriber.Declared.Any(r => r.First <= n && n <= r.Last)), "a confirmed message was declared as lost");
        // Records of a pipeline have rising numbers in the order in which they were accepted.
        foreach (var pipeline in _accepted.GroupBy(record => record.Pipeline, record => record.Key))
        {
            var order = pipeline.ToList();
            var numbers = _subscriber.Received.Select(r => (r.Key.Sequence, At: order.IndexOf(Key(r.Value) ?? ""))).Where(r => r.At >= 0).OrderBy(r => r.Sequence).Select(r => r.At).ToList();
            Check(numbers.SequenceEqual(numbers.Order()), $"{pipeline.Key} is out of order");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _it.DisposeAsync();
        if (Directory.Exists(_directory)) Directory.Delete(_directory, recursive: true);
    }

    private void Accept(int a, int b)
    {
        var pipeline = b % 3 == 0 ? "reef-south" : "reef-north";
        if (a % 7 == 6)
        {
            _waiting.Add((pipeline, $"gap{_next}"));
            _it.Store.Accept(Sample.Gap(_next++, pipeline) with { Detail = _waiting[^1].Key });
            return;
        }

        // Opens, goes on with, or closes one of a few events.
        var number = a % 5 * 1000 + (pipeline == "reef-south" ? 1 : 0);
        var revision = _revisions.GetValueOrDefault(number, -1) + 1;
        var state = revision % 10 == 0 ? EventState.Open : b % 4 == 0 || revision % 10 == 9 ? EventState.Close : EventState.Update;
        _revisions[number] = state is EventState.Close ? (revision / 10 + 1) * 10 - 1 : revision;
        var id = number + 2 + revision / 10 * 10;
        var detection = Sample.Event(id, revision % 10, state, pipeline, peak: b % 10 / 10.0);
        _waiting.Add((pipeline, $"{detection.Id}/{detection.Revision}"));
        _it.Store.Accept(detection);
    }

    private async Task Flush()
    {
        // The second one waits until the housekeeping after the first is over.
        await _it.Flush();
        await _it.Flush();
        _accepted.AddRange(_waiting);
        _waiting.Clear();
        Note();
    }

    // Notes what is on disk.
    private void Note()
    {
        using var history = EventHistory.Open(_it.Directory);
        for (var after = _onDisk.Count == 0 ? 0 : _onDisk.Keys.Max(); ;)
        {
            var page = history.Read(new EventQuery { After = after, IncludeGaps = true, Limit = 1000 });
            foreach (var row in page) _onDisk[row.Sequence] = row.Payload.ToArray();
            if (page.Count < 1000) return;
            after = page[^1].Sequence;
        }
    }

    private void Publish(int a, int b)
    {
        Lane[] lanes = _liveFirst ? [Lane.Gap, Lane.Live, Lane.Backlog, Lane.Aside] : [Lane.Gap, Lane.Fifo, Lane.Aside];
        foreach (var lane in b > 100 ? lanes : [lanes[a % lanes.Length]])
        {
            for (var left = b; left > 0;)
            {
                var taken = _it.Outbox.Take(lane, Math.Min(left, 50));
                if (taken.Count == 0) break;
                left -= taken.Count;
                foreach (var message in taken)
                {
                    Check(_inHand.TrueForAll(m => m.StoreId != message.StoreId || m.Sequence != message.Sequence || (m.Lane is Lane.Aside) != (lane is Lane.Aside)), $"{message.Sequence} was taken twice");
                    Check(message.AgeSeconds >= 0, "a negative age");
                    _subscriber.Receive(message);
                    _inHand.Add(message);
                }
            }
        }
    }

    // Settles so many of the messages in hand, from a place on.
    private void Settle(int at, int count, Settlement outcome)
    {
        for (; count > 0 && _inHand.Count > 0; count--)
        {
            var message = _inHand[at % _inHand.Count];
            _inHand.Remove(message);
            _it.Outbox.Settle(message, outcome, outcome is Settlement.Refused ? "the model refuses" : null);
            (outcome is Settlement.Refused ? _refused : _confirmed).Add(message.Sequence);
        }
    }

    private void Declare(int at, int count)
    {
        if (_inHand.Count == 0) return;
        var fold = Enumerable.Range(0, Math.Min(count + 1, _inHand.Count)).Select(i => _inHand[(at + i * 2) % _inHand.Count]).Distinct().Where(m => m.Kind is not MessageKind.Gap).ToList();
        if (fold.Count == 0) return;
        foreach (var message in fold) _inHand.Remove(message);
        _it.Outbox.Declare(fold, new GapRecord("reef-north", null, "storm", null, null, new GapLoss { Events = fold.Count }, null));
    }

    private void Connect()
    {
        _it.Outbox.Rewind();
        _subscriber.Connected();
        _inHand.Clear();
    }

    private async Task Requeue()
    {
        await _it.Flush();
        using (var letters = DeadLetters.Open(_it.Directory)) letters.Requeue();
        var wait = _it.Outbox.WaitAsync(CancellationToken.None);
        for (var i = 0; i < 100 && !wait.IsCompleted; i++)
        {
            _it.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Connect();
    }

    private async Task Crash(CommitPoint? point)
    {
        _crashed = true;
        if (point is not null) Publish(0, 101);
        var before = _it.Store.Health.LastSequence;
        if (point is { } at)
        {
            _probe.Arm(at, _it.Directory);
            for (var i = 0; i < 3; i++) Accept(i, i);
            Settle(0, 3, Settlement.Acknowledged);
        }

        if (point is not null) await _it.Flush();
        var left = _probe.Left();
        if (left is not null) See(point!.Value.ToString());
        await _it.Crash(left);
        var last = _it.Store.Health.LastSequence;
        Check(last >= before, "the crash forgot what was on disk");
        foreach (var sequence in _onDisk.Keys.Where(n => n > last).ToList()) _onDisk.Remove(sequence);
        // What waited may be on disk or not; the store says.
        var waiting = _waiting.ToList();
        _waiting.Clear();
        Note();
        var keys = _onDisk.Values.Select(Key).ToHashSet();
        // Those before one that is were accepted too, though the budget may have taken them since.
        _accepted.AddRange(waiting.Take(waiting.FindLastIndex(record => keys.Contains(record.Key)) + 1));
        // The pipelines start anew, with new events.
        foreach (var number in _revisions.Keys.ToList()) _revisions[number] = (_revisions[number] / 10 + 1) * 10 - 1;
        Connect();
    }

    private async Task Restart(Func<EventStoreOptions, EventStoreOptions> change)
    {
        await _it.Reopen(change);
        _accepted.AddRange(_waiting);
        _waiting.Clear();
        foreach (var number in _revisions.Keys.ToList()) _revisions[number] = (_revisions[number] / 10 + 1) * 10 - 1;
        Connect();
        await Flush();
    }

    // Names a record of the model; null for the store's own messages.
    private static string? Key(byte[] payload)
    {
        using var json = JsonDocument.Parse(payload);
        var root = json.RootElement;
        if (root.TryGetProperty("kind", out _)) return root.TryGetProperty("detail", out var detail) && detail.GetString()!.StartsWith("gap", StringComparison.Ordinal) ? detail.GetString() : null;
        return root.TryGetProperty("reason", out var reason) && reason.GetString() == "interrupted" ? null
            : string.Create(CultureInfo.InvariantCulture, $"{root.GetProperty("id").GetString()}/{root.GetProperty("revision").GetInt32()}");
    }

    private void See(string what) => Seen[what] = Seen.GetValueOrDefault(what) + 1;

    private static void Check(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }
}
