using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The outbox over the store's files: reads on a connection of its own, on the publisher's thread.</summary>
internal sealed class StoreOutbox : IOutbox, IDisposable
{
    // How often a waiting publisher looks for what a command did to the database.
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly DeliveryLedger _ledger;
    private readonly DeliveryTimes _times;
    private readonly DueSignal _due = new();
    private readonly TimeProvider _time;
    private readonly Func<LaneReader> _open;
    private readonly Action<SqliteException, int> _failed;
    private LaneReader? _reader;
    private LanePlaces _places = new();
    private int _generation = -1;
    private bool _lastReadFailed;

    /// <param name="ledger">Shared with the writer.</param>
    /// <param name="times">Told what is confirmed.</param>
    /// <param name="time">For the glance.</param>
    /// <param name="open">Opens a reading connection to the present database.</param>
    /// <param name="failed">Told of each failed read.</param>
    public StoreOutbox(DeliveryLedger ledger, DeliveryTimes times, TimeProvider time, Func<LaneReader> open, Action<SqliteException, int> failed) =>
        (_ledger, _times, _time, _open, _failed) = (ledger, times, time, open, failed);

    /// <inheritdoc/>
    public string StoreId => _ledger.StoreId;

    /// <inheritdoc/>
    public long LastSequence => _ledger.Last;

    /// <inheritdoc/>
    public long Pending => _ledger.Pending;

    /// <inheritdoc/>
    public void Rewind()
    {
        lock (_gate) _places = new LanePlaces { Store = _ledger.StoreId, Boundary = _ledger.Rewind() };
        _due.Raise();
    }

    /// <inheritdoc/>
    public IReadOnlyList<OutboxMessage> Take(Lane lane, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var seen = _due.Version;
        lock (_gate)
        {
            var taken = Read(reader => reader.Take(lane, count, _places), []);
            if (taken.Count == 0) _due.NothingSince(lane, seen);
            return taken;
        }
    }

    /// <inheritdoc/>
    public void Settle(OutboxMessage message, Settlement outcome, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (outcome is not (Settlement.Acknowledged or Settlement.Refused))
            throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "what is given up is declared");
        _ledger.Settle(message, outcome, reason);
        if (outcome is Settlement.Acknowledged && message.StoreId == _ledger.StoreId) _times.Acknowledged(message.Sequence);
    }

    /// <inheritdoc/>
    public void Declare(IReadOnlyList<OutboxMessage> messages, GapRecord record)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(record);
        _ledger.Declare(messages, record);
    }

    /// <inheritdoc/>
    public void Flush() => _ledger.Flush();

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        while (_due.WaitAsync() is { IsCompleted: false } due)
        {
            await Task.WhenAny(due, Task.Delay(Glance, _time, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (due.IsCompleted) return;
            lock (_gate)
                if (_lastReadFailed || Read(reader => reader.HasNewAside(_places), false)) return;
        }
    }

    /// <inheritdoc/>
    public void Remember(string key, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _ledger.Remember(key, value);
    }

    /// <inheritdoc/>
    public string? Recall(string key) => _ledger.Recall(key);

    /// <summary>More may be due than a moment ago.</summary>
    public void Raise() => _due.Raise();

    /// <summary>Reads these again: the writer could read them, so the reader must have looked in between.</summary>
    public void LookAgainFrom(long sequence)
    {
        lock (_gate) _places.LookAgainFrom(sequence);
        _due.Raise();
    }

    /// <summary>Lets go of the files; the next read opens them anew.</summary>
    public void Release()
    {
        lock (_gate) Close();
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private T Read<T>(Func<LaneReader, T> read, T otherwise)
    {
        _lastReadFailed = false;
        if (_ledger.StoreId.Length == 0) return otherwise;
        try
        {
            if (_generation != _ledger.Generation)
            {
                Close();
                // A store that took over from a damaged one numbers anew.
                if (_places.Store != _ledger.StoreId) _places = new LanePlaces { Store = _ledger.StoreId };
                _generation = _ledger.Generation;
            }

            _reader ??= _open();
            return read(_reader);
        }
        catch (SqliteException e)
        {
            _lastReadFailed = true;
            Close();
            _failed(e, _generation);
            return otherwise;
        }
    }

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }
}
