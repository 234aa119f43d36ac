using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>The contract of the outbox in memory: what the publisher may rely on, and nothing more.</summary>
internal sealed class MemoryOutbox(TimeProvider time, Signal? changed = null) : IOutbox
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Lane, int> _cursors = [];
    private readonly Dictionary<string, string> _notes = [];
    private readonly Signal _accepted = new();
    private readonly List<MemoryRow> _rows = [];
    private int _liveFrom;
    private long _pending;
    private long _due;

    public string StoreId { get; set; } = "5f0e7c1e";

    public long LastSequence
    {
        get
        {
            lock (_lock) return _rows.Count;
        }
    }

    public long Pending => Interlocked.Read(ref _pending);

    public int Rewinds { get; private set; }

    public List<GapRecord> Declared { get; } = [];

    public long DeclaredMessages { get; private set; }

    public IReadOnlyList<MemoryRow> Rows
    {
        get
        {
            lock (_lock) return [.. _rows];
        }
    }

    public MemoryRow Row(long sequence)
    {
        lock (_lock) return _rows[(int)sequence - 1];
    }

    public long Count(Settlement outcome)
    {
        lock (_lock) return _rows.LongCount(row => row.Outcome == outcome);
    }

    /// <summary>Why messages were refused.</summary>
    public IReadOnlyList<string> Reasons
    {
        get
        {
            lock (_lock) return [.. _rows.Where(row => row.Outcome == Settlement.Refused).Select(row => $"{row.Message.Sequence}: {row.Reason}")];
        }
    }

    /// <summary>Accepts an event message; its document holds what a subscriber's ledger reads.</summary>
    public long Accept(MessageKind kind = MessageKind.Close, string pipeline = "reef", string? label = "humpback", string? id = null, int revision = 0, int padding = 0, ReadOnlyMemory<byte> shared = default)
    {
        lock (_lock)
        {
            var sequence = _rows.Count + 1L;
            id ??= $"event-{sequence}";
            var offset = new DateTimeOffset(2026, 3, 15, 9, 30, 0, TimeSpan.Zero).AddSeconds(sequence);
            var payload = shared.IsEmpty
                ? Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","revision":{{revision}},"sequence":{{sequence}},"storeId":"{{StoreId}}","state":"{{(kind == MessageKind.Open ? "open" : kind == MessageKind.Update ? "update" : "close")}}","device":"buoy-7","pipeline":"{{pipeline}}","label":"{{label}}","offset":"{{offset:yyyy-MM-ddTHH:mm:ss.fffZ}}","pad":"{{new string('x', padding)}}"}""")
                : shared;
            Add(new OutboxMessage { Lane = Lane.Fifo, Key = sequence, Sequence = sequence, StoreId = StoreId, Kind = kind, Pipeline = pipeline, Label = label, Id = id, Revision = revision, Time = offset, Peak = 0.5, Payload = payload, AgeSeconds = 0 });
            return sequence;
        }
    }

    public long AcceptGap(GapRecord record)
    {
        lock (_lock)
        {
            var sequence = _rows.Count + 1L;
            var full = record with { Id = $"gap-{sequence}", Sequence = sequence, StoreId = StoreId, Device = "buoy-7" };
            Add(new OutboxMessage { Lane = Lane.Gap, Key = sequence, Sequence = sequence, StoreId = StoreId, Kind = MessageKind.Gap, Pipeline = record.Pipeline, Label = record.Label, Id = full.Id!, Revision = 0, Time = record.To, Payload = JsonSerializer.SerializeToUtf8Bytes(full, EventJson.Default.GapRecord), AgeSeconds = 0 });
            return sequence;
        }
    }

    public void Rewind()
    {
        lock (_lock)
        {
            Rewinds++;
            _cursors.Clear();
            foreach (var row in _rows) row.Taken = false;
            _due = _rows.LongCount(row => row.Outcome is null);
            _liveFrom = _rows.Count;
        }
    }

    public IReadOnlyList<OutboxMessage> Take(Lane lane, int count)
    {
        lock (_lock)
        {
            var taken = new List<OutboxMessage>();
            var at = _cursors.GetValueOrDefault(lane, lane == Lane.Live ? _liveFrom : 0);
            var end = lane == Lane.Backlog ? _liveFrom : _rows.Count;
            for (; at < end && taken.Count < count; at++)
            {
                var row = _rows[at];
                if (row.Taken || row.Outcome is not null || lane == Lane.Aside || lane == Lane.Gap != (row.Message.Kind == MessageKind.Gap)) continue;
                row.Taken = true;
                _due--;
                taken.Add(row.Message with { Lane = lane, AgeSeconds = time.GetElapsedTime(row.AcceptedAt).TotalSeconds });
            }

            _cursors[lane] = at;
            return taken;
        }
    }

    public void Settle(OutboxMessage message, Settlement outcome, string? reason = null)
    {
        lock (_lock)
        {
            var row = Row(message);
            Assert.True(row.Taken, $"{message.Sequence} is settled and was not taken");
            Assert.True(row.Outcome is null, $"{message.Sequence} is settled twice");
            (row.Outcome, row.Reason) = (outcome, reason);
            _pending--;
        }

        changed?.Raise();
    }

    public void Declare(IReadOnlyList<OutboxMessage> messages, GapRecord record)
    {
        Assert.InRange(messages.Count, 1, 10_000);
        lock (_lock)
        {
            var ranges = new List<SequenceRange>();
            foreach (var message in messages.OrderBy(message => message.Sequence))
            {
                var row = Row(message);
                Assert.True(row.Taken && row.Outcome is null, $"{message.Sequence} is declared and was settled, or never taken");
                row.Outcome = Settlement.Dropped;
                _pending--;
                if (ranges.Count > 0 && ranges[^1].Last == message.Sequence - 1) ranges[^1] = ranges[^1] with { Last = message.Sequence };
                else ranges.Add(new SequenceRange(StoreId, message.Sequence, message.Sequence));
            }

            Declared.Add(record);
            DeclaredMessages += messages.Count;
            AcceptGap(record with { Lost = record.Lost! with { Sequences = ranges } });
        }

        changed?.Raise();
    }

    public void Flush()
    {
        // Nothing waits here.
    }

    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var next = _accepted.Next;
            lock (_lock)
                if (_due > 0) return;
            await next.WaitAsync(cancellation);
        }
    }

    public void Remember(string key, string? value)
    {
        lock (_lock)
        {
            if (value is null) _notes.Remove(key);
            else _notes[key] = value;
        }
    }

    public string? Recall(string key)
    {
        lock (_lock) return _notes.GetValueOrDefault(key);
    }

    private MemoryRow Row(OutboxMessage message) => _rows[(int)message.Key - 1];

    private void Add(OutboxMessage message)
    {
        _rows.Add(new MemoryRow(message, time.GetTimestamp()));
        _pending++;
        _due++;
        _accepted.Raise();
    }
}
