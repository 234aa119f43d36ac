using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>Reads due messages lane by lane. Numbers have no gaps, so a row that is missing or can't be believed is noticed on the way and reported to the writer, which declares it.</summary>
internal sealed class LaneReader : IDisposable
{
    // Rows that left the outbox are passed over one by one up to this many, and by a new seek beyond.
    private const int WorthASeek = 64;

    private readonly DeliveryLedger _ledger;
    private readonly DamageReports _reports;
    private readonly SqliteConnection _connection;
    private readonly Func<double> _powered;
    private readonly string _store;
    private readonly SqliteStatement _walk;
    private readonly SqliteStatement _gaps;
    private readonly SqliteStatement _aside;
    private readonly SqliteStatement _version;
    private long _lastVersion = -1;

    /// <param name="connection">A reading connection; the reader owns it.</param>
    /// <param name="ledger">Shared with the writer.</param>
    /// <param name="reports">Told of what can't be read.</param>
    /// <param name="powered">Seconds that the store has been open.</param>
    public LaneReader(SqliteConnection connection, DeliveryLedger ledger, DamageReports reports, Func<double> powered)
    {
        (_connection, _ledger, _reports, _powered, _store) = (connection, ledger, reports, powered, ledger.StoreId);
        _walk = connection.Prepare(MessageTables.Select(StoredMessage.Columns, "sequence > ?1 AND sequence <= ?2"));
        _gaps = connection.Prepare($"SELECT {StoredMessage.Columns} FROM {MessageTables.Gaps} WHERE sequence > ?1 AND sequence <= ?2 ORDER BY sequence");
        _aside = connection.Prepare($"SELECT id, store, {StoredMessage.Columns} FROM aside INDEXED BY aside_state WHERE state = {AsideTable.Due} AND id > ? ORDER BY id");
        _version = connection.Prepare("PRAGMA data_version");
    }

    /// <summary>The next messages of a lane.</summary>
    public IReadOnlyList<OutboxMessage> Take(Lane lane, int count, LanePlaces places)
    {
        // Known before the read begins, so that the read sees at least this much.
        var last = _ledger.Last;
        var taken = new List<OutboxMessage>();
        try
        {
            switch (lane)
            {
                case Lane.Gap: TakeGaps(taken, count, last, places); break;
                case Lane.Fifo: places.Main = Walk(lane, taken, count, places.Main, last, places); break;
                case Lane.Backlog: places.Main = Walk(lane, taken, count, places.Main, Math.Min(last, places.Boundary), places); break;
                case Lane.Live: places.Live = Walk(lane, taken, count, Math.Max(places.Live, places.Boundary), last, places); break;
                case Lane.Aside: TakeAside(taken, count, places); break;
                default: throw new ArgumentOutOfRangeException(nameof(lane), lane, "no such lane");
            }
        }
        catch (SqliteException) when (taken.Count > 0)
        {
            // What was taken before the fault is not taken again: it is handed out, and the next read meets the fault.
        }

        return taken;
    }

    /// <summary>Whether another connection (a command) made a message outside the order due. Looks only when the database was changed.</summary>
    public bool HasNewAside(LanePlaces places)
    {
        var version = _version.Step() ? _version.Int64(0) : 0;
        _version.Reset();
        if (version == _lastVersion) return false;
        _lastVersion = version;
        _ledger.CountAside(AsideTable.Count(_connection));
        places.Aside = 0;
        _aside.Bind(1, 0L);
        try
        {
            while (_aside.Step())
                if (!_ledger.IsTakenAside(_aside.Int64(0))) return true;
            return false;
        }
        finally
        {
            _aside.Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    // Walks (place, last] and gives the new place.
    private long Walk(Lane lane, List<OutboxMessage> taken, int count, long place, long last, LanePlaces places)
    {
        place = _ledger.NextDue(place + 1) - 1;
        while (place < last)
        {
            _walk.Bind(1, place);
            _walk.Bind(2, last);
            try
            {
                while (true)
                {
                    if (!_walk.Step())
                    {
                        Missing(place + 1, last);
                        return last;
                    }

                    var sequence = _walk.Int64(0);
                    if (sequence <= place || sequence > last) throw OutOfOrder();
                    Missing(place + 1, sequence - 1);
                    place = sequence;
                    if (_ledger.IsGone(sequence))
                    {
                        var next = _ledger.NextDue(sequence);
                        if (next <= sequence + WorthASeek) continue;
                        place = next - 1;
                        break;
                    }

                    if (StoredMessage.Read(_walk, _store) is not { } message) Missing(sequence, sequence);
                    else if (message.IsEvent)
                    {
                        if (_ledger.TryTake(sequence, out var isLeaving)) taken.Add(ToOutbox(message, lane, sequence));
                        // Passed over, it would come after those behind it if it stays after all.
                        else if (isLeaving) return sequence - 1;
                    }

                    if (taken.Count == count) return place;
                }
            }
            finally
            {
                _walk.Reset();
            }
        }

        return place;
    }

    // The walk over all messages notices what is missing here too.
    private void TakeGaps(List<OutboxMessage> taken, int count, long last, LanePlaces places)
    {
        var place = _ledger.NextDue(places.Gaps + 1) - 1;
        _gaps.Bind(1, place);
        _gaps.Bind(2, last);
        try
        {
            while (taken.Count < count)
            {
                if (!_gaps.Step())
                {
                    places.Gaps = Math.Max(places.Gaps, last);
                    return;
                }

                var sequence = _gaps.Int64(0);
                // A damaged row may give any number, and one that no message has must not be declared.
                if (sequence <= place || sequence > last) throw OutOfOrder();
                places.Gaps = place = sequence;
                if (_ledger.IsGone(sequence)) continue;
                if (StoredMessage.Read(_gaps, _store) is not { } message) Missing(sequence, sequence);
                else if (_ledger.TryTake(sequence, out var isLeaving)) taken.Add(ToOutbox(message, Lane.Gap, sequence));
                else if (isLeaving)
                {
                    places.Gaps = sequence - 1;
                    return;
                }
            }
        }
        finally
        {
            _gaps.Reset();
        }
    }

    private void TakeAside(List<OutboxMessage> taken, int count, LanePlaces places)
    {
        _aside.Bind(1, places.Aside);
        try
        {
            while (taken.Count < count && _aside.Step())
            {
                var row = _aside.Int64(0);
                places.Aside = row;
                if (_ledger.IsTakenAside(row)) continue;
                var store = _aside.Text(1) ?? "";
                if (StoredMessage.Read(_aside, store, 2) is { } message)
                {
                    _ledger.TakeAside(row);
                    taken.Add(ToOutbox(message, Lane.Aside, row));
                }
                else _reports.Add(new AsideKey(row, store, _aside.Int64(2)));
            }
        }
        finally
        {
            _aside.Reset();
        }
    }

    // What is missing may have left the outbox; the writer, which alone deletes rows, decides.
    private void Missing(long first, long last)
    {
        if (first > last) return;
        foreach (var (from, to) in _ledger.NotGone(first, last)) _reports.Add(from, to);
    }

    private OutboxMessage ToOutbox(StoredMessage message, Lane lane, long key) => new()
    {
        Lane = lane, Key = key, Sequence = message.Sequence, StoreId = message.Store, Kind = message.Kind, Pipeline = message.Pipeline, Label = message.Label,
        Id = message.Id, Revision = message.Revision, Time = message.TimeMs is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null, Peak = message.Peak,
        Payload = message.Payload, AgeSeconds = Math.Max(0, _powered() - message.Powered),
    };

    private SqliteException OutOfOrder() => new((int)SqliteErrorCode.Corrupt, 0, $"{_connection.Path} gives messages out of order; it is damaged.");
}
