using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The writer's statements over rows, within the transaction that is open.</summary>
/// <param name="connection">Owns the statements.</param>
/// <param name="store">The store of the messages.</param>
internal sealed class StoreRows(SqliteConnection connection, string store)
{
    private readonly SqliteStatement[] _inserts = [.. MessageTables.All.Select(table => connection.Prepare($"INSERT INTO {table}({StoredMessage.Columns}) VALUES(?,?,?,?,?,?,?,?,?,?,?)"))];
    private readonly SqliteStatement[] _deletes = [.. MessageTables.All.Select(table => connection.Prepare($"DELETE FROM {table} WHERE sequence = ?"))];
    private readonly SqliteStatement _settle = connection.Prepare("INSERT INTO settled(first, last, outcome, crc) VALUES(?,?,?,?)");
    private readonly SqliteStatement _open = connection.Prepare("INSERT OR REPLACE INTO open_events(event_id, sequence) VALUES(?,?)");
    private readonly SqliteStatement _close = connection.Prepare("DELETE FROM open_events WHERE event_id = ?");
    private readonly SqliteStatement _one = connection.Prepare(MessageTables.Select(StoredMessage.Columns, "sequence = ?1"));
    private readonly SqliteStatement _aside = connection.Prepare($"INSERT INTO aside(state, reason, store, {StoredMessage.Columns}) VALUES(?,?,?, ?,?,?,?,?,?,?,?,?,?,?)");

    /// <summary>Adds a message.</summary>
    public void Insert(StoredMessage message)
    {
        var insert = _inserts[MessageTables.Of(message.Kind)];
        message.Bind(insert);
        insert.Run();
    }

    /// <summary>A message; null when it is missing or can't be believed.</summary>
    public StoredMessage? Find(long sequence)
    {
        _one.Bind(1, sequence);
        try
        {
            return _one.Step() ? StoredMessage.Read(_one, store) : null;
        }
        finally
        {
            _one.Reset();
        }
    }

    /// <summary>Deletes a message's row.</summary>
    public void Delete(long sequence)
    {
        foreach (var delete in _deletes)
        {
            delete.Bind(1, sequence);
            delete.Run();
        }
    }

    /// <summary>Adds a message outside the order.</summary>
    public void InsertAside(StoredMessage message, bool due, string? reason)
    {
        _aside.Bind(1, due ? 1L : 0L);
        _aside.Bind(2, reason);
        _aside.Bind(3, message.Store);
        message.Bind(_aside, 4);
        _aside.Run();
    }

    /// <summary>Remembers a range as settled.</summary>
    public void Settle(long first, long last, long outcome)
    {
        _settle.Bind(1, first);
        _settle.Bind(2, last);
        _settle.Bind(3, outcome);
        _settle.Bind(4, SettledTable.Check(first, last, outcome));
        _settle.Run();
    }

    /// <summary>Remembers the last revision of an event that goes on.</summary>
    public void KeepOpen(string id, long sequence)
    {
        _open.Bind(1, id);
        _open.Bind(2, sequence);
        _open.Run();
    }

    /// <summary>Forgets an event that has closed.</summary>
    public void ForgetOpen(string id)
    {
        _close.Bind(1, id);
        _close.Run();
    }
}
