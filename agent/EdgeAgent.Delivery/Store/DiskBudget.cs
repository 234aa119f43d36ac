namespace EdgeAgent.Delivery.Store;

/// <summary>
/// Chooses what goes when the disk is short, one small transaction at a time: acknowledged history (updates, then the rest, oldest first), dead letters,
/// unsent updates, what was salvaged, unsent events; each oldest first. What was not sent is declared. Gap records that nobody has taken stay.
/// </summary>
internal sealed class DiskBudget
{
    private const int MostRows = 1000;
    private const int LeastRows = 16;

    private readonly DeliveryLedger _ledger;

    // No settled rows are left below this, as long as nothing else gets settled.
    private long _historyFrom = 1;
    private long _changes = -1;

    /// <param name="ledger">What is settled and in whose hands.</param>
    public DiskBudget(DeliveryLedger ledger) => _ledger = ledger;

    /// <summary>The next step, or null when nothing may go.</summary>
    /// <param name="database">The database.</param>
    /// <param name="excess">Bytes that should go.</param>
    /// <param name="cause">Cause for what was not sent.</param>
    /// <param name="detail">One sentence for people.</param>
    public Batch? Step(StoreDatabase database, long excess, string cause, string detail)
    {
        // A row takes about a kilobyte of its pages; where it takes less, another step follows.
        var rows = (int)Math.Clamp(excess / 1024, LeastRows, MostRows);
        var batch = new Batch();
        History(database, rows, batch);
        if (batch.IsEmpty) batch.DeadLetters.AddRange(AsideTable.Oldest(database.Connection, AsideTable.Dead, rows).Select(key => key.Row));
        if (batch.IsEmpty)
            _ = Unsent(database, MessageTables.Updates, rows, batch, cause, detail) || Aside(database, rows, batch, cause, detail) || Unsent(database, MessageTables.Events, rows, batch, cause, detail);
        return batch.IsEmpty ? null : batch;
    }

    /// <summary>A step with what is older than it may be, or null when nothing is.</summary>
    /// <param name="database">The database.</param>
    /// <param name="before">Powered seconds before which a message was accepted.</param>
    public Batch? Expired(StoreDatabase database, double before)
    {
        var batch = new Batch();
        var declaration = new Declaration { Delete = true };
        var tally = new LossTally();
        foreach (var table in MessageTables.All)
        {
            using var rows = database.Connection.Prepare($"SELECT {StoredMessage.Columns} FROM {table} ORDER BY sequence");
            for (var count = 0; count < MostRows && rows.Step() && rows.Int64(8) < before; count++)
            {
                var sequence = rows.Int64(0);
                if (_ledger.IsSaved(sequence)) batch.History.Add(sequence);
                else if (table != MessageTables.Gaps && _ledger.IsFree(sequence) && StoredMessage.Read(rows, database.Head.Store) is { } message && _ledger.TryGiveUp(sequence))
                {
                    declaration.Sequences.Add(sequence);
                    tally.Add(message);
                }
            }
        }

        foreach (var key in AsideTable.Oldest(database.Connection, AsideTable.Dead, MostRows, before)) batch.DeadLetters.Add(key.Row);
        foreach (var key in AsideTable.Oldest(database.Connection, AsideTable.Due, MostRows, before))
            if (!_ledger.IsTakenAside(key.Row)) declaration.Aside.Add(key);
        if (!declaration.IsEmpty)
        {
            declaration.Record = tally.ToRecord("", StoreCauses.Expired, "These messages could not be sent in time and were given up.");
            batch.Declarations.Add(declaration);
        }

        return batch.IsEmpty ? null : batch;
    }

    private void History(StoreDatabase database, int count, Batch batch)
    {
        if (_changes != _ledger.Changes) (_historyFrom, _changes) = (1, _ledger.Changes);
        // The last revision of an event that goes on is needed to close it after a crash.
        var open = new HashSet<long>();
        using (var rows = database.Connection.Prepare("SELECT sequence FROM open_events"))
            while (rows.Step()) open.Add(rows.Int64(0));
        foreach (var table in MessageTables.All)
        {
            using var rows = database.Connection.Prepare($"SELECT sequence FROM {table} WHERE sequence BETWEEN ? AND ? ORDER BY sequence LIMIT {MostRows + 1}");
            foreach (var (first, last) in _ledger.SavedFrom(_historyFrom))
            {
                rows.Bind(1, Math.Max(first, _historyFrom));
                rows.Bind(2, last);
                while (batch.History.Count < count && rows.Step())
                    if (!open.Contains(rows.Int64(0))) batch.History.Add(rows.Int64(0));
                rows.Reset();
                if (batch.History.Count >= count) return;
            }

            if (batch.History.Count > 0) return;
        }

        _historyFrom = _ledger.Last + 1;
    }

    private bool Unsent(StoreDatabase database, string table, int count, Batch batch, string cause, string detail)
    {
        var declaration = new Declaration { Delete = true };
        var tally = new LossTally();
        using var rows = database.Connection.Prepare($"SELECT {StoredMessage.Columns} FROM {table} WHERE sequence >= ? ORDER BY sequence");
        rows.Bind(1, _ledger.Cursor);
        while (declaration.Sequences.Count < count && rows.Step())
        {
            var sequence = rows.Int64(0);
            if (!_ledger.IsFree(sequence) || StoredMessage.Read(rows, database.Head.Store) is not { } message || !_ledger.TryGiveUp(sequence)) continue;
            declaration.Sequences.Add(sequence);
            tally.Add(message);
        }

        if (declaration.IsEmpty) return false;
        declaration.Record = tally.ToRecord("", cause, detail);
        batch.Declarations.Add(declaration);
        return true;
    }

    private bool Aside(StoreDatabase database, int count, Batch batch, string cause, string detail)
    {
        var declaration = new Declaration { Record = new("", null, cause, null, null, null, detail) };
        foreach (var key in AsideTable.Oldest(database.Connection, AsideTable.Due, count))
            if (!_ledger.IsTakenAside(key.Row)) declaration.Aside.Add(key);
        if (declaration.IsEmpty) return false;
        batch.Declarations.Add(declaration);
        return true;
    }
}
