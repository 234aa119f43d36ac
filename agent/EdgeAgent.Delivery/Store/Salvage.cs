using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>Reads what can be read of a damaged database, row by row past the damage, believing only rows that carry their own check.</summary>
internal sealed class Salvage : IDisposable
{
    // Each miss in a row doubles the step to the next try, so that these pass over any damage there is.
    private const int MostMisses = 50;

    private readonly SqliteConnection? _connection;
    // Without a mark nobody knows how many messages followed the last that can be read.
    private const int UnknownEnd = 1000;

    private readonly SequenceSet _settled = new();
    private readonly int _unseen;

    private Salvage(SqliteConnection? connection, StoreHead? head, StoreHead? mark)
    {
        _connection = connection;
        Store = head?.Store ?? mark?.Store ?? Try(StoreOfFirstRow) ?? "";
        // Of a mark and a head of the same store, both cursors are true; a lower one only costs duplicates.
        var cursor = Math.Max(1, head is null ? mark?.Store == Store ? mark.Cursor : 1 : head.Cursor);
        // The same goes for what is proven; where neither is left, nothing is.
        Head = (head ?? (mark?.Store == Store ? mark : null) ?? new StoreHead { Store = Store }) with { Store = Store };
        Powered = Math.Max(head?.Powered ?? 0, mark?.Powered ?? 0);
        _unseen = mark?.Store == Store ? (int)Math.Clamp(mark.Last - (head?.Last ?? LastRow()), 0, int.MaxValue / 2) : head is null ? UnknownEnd : 0;
        _settled.Add(1, cursor - 1);
        if (connection is not null && Try(() => SettledTable.Read(connection)) is { } settled) _settled.Add(settled);
    }

    /// <summary>The damaged store's id; empty when it can't be told.</summary>
    public string Store { get; }

    /// <summary>What is known of the head: how far is proven, and which stores came before.</summary>
    public StoreHead Head { get; }

    /// <summary>The lowest sequence that was not settled, as far as is known.</summary>
    public long Cursor => _settled.NextAbsent(1);

    /// <summary>Seconds that the store had been open.</summary>
    public double Powered { get; }

    /// <summary>Opens what is left of a database.</summary>
    /// <param name="path">The damaged database, still under its name so that its log belongs to it.</param>
    /// <param name="mark">What the mark says, or null.</param>
    /// <param name="options">The tests' file layer.</param>
    public static Salvage Open(string path, StoreHead? mark, EventStoreOptions options)
    {
        var connection = Try(() => StoreConnection.Open(path, SqliteOpenMode.ReadOnly, options));
        // A damaged page must not end every statement that only passes it on the way.
        if (connection is not null) Try(() => { connection.Execute("PRAGMA cell_size_check = OFF"); return connection; });
        return new Salvage(connection, connection is null ? null : Try(() => StoreHead.Read(connection)), mark);
    }

    /// <summary>Counts messages as settled that the running agent knows to be.</summary>
    public void Know(SequenceSet settled) => _settled.Add(settled);

    /// <summary>Messages of the order that were not settled, gap records first.</summary>
    public IEnumerable<StoredMessage> Messages() => MessageTables.All.Reverse()
        .SelectMany(table => Rows($"SELECT sequence, {StoredMessage.Columns} FROM {table} WHERE sequence > ? ORDER BY sequence LIMIT 1", Cursor - 1, row => StoredMessage.Read(row, Store, 1)))
        .Where(message => !_settled.Contains(message.Sequence));

    /// <summary>Messages outside the order: dead letters and those that were due.</summary>
    public IEnumerable<(StoredMessage Message, bool Due, string? Reason)> Aside() =>
        Rows<(StoredMessage, bool, string?)?>($"SELECT id, state, reason, store, {StoredMessage.Columns} FROM aside WHERE id > ? ORDER BY id LIMIT 1", 0,
            row => StoredMessage.Read(row, row.Text(3) ?? "", 4) is { } message ? (message, row.Int64(1) == AsideTable.Due, row.Text(2)) : null).Select(row => row!.Value);

    /// <summary>Events that had not closed: id and last revision. Revisions may have been delivered that can't be read any more; the number of the last one is raised by as many,
    /// so that no two revisions of an event have the same.</summary>
    public IEnumerable<(string Id, byte[] Payload)> OpenEvents() =>
        ((_connection is null ? null : Try(() => OpenEventsTable.Read(_connection, Store))) ?? [])
            .Select(row => (row.Id, OpenEventsTable.Raised(row.Payload, _unseen)));

    /// <summary>The publisher's notes.</summary>
    public IReadOnlyDictionary<string, string> Notes() => (_connection is null ? null : Try(() => NotesTable.Read(_connection))) ?? [];

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    // Seeks the next row after each key by itself: a seek that fails is one key lost, and the next seek takes another way down the tree.
    private IEnumerable<T> Rows<T>(string sql, long after, Func<SqliteStatement, T?> read)
    {
        if (_connection is null || Try(() => _connection.Prepare(sql)) is not { } statement) yield break;
        using (statement)
        {
            for (var misses = 0; misses < MostMisses;)
            {
                var key = after;
                T? value = default;
                var ended = false;
                try
                {
                    statement.Bind(1, after);
                    if (statement.Step())
                    {
                        key = statement.Int64(0);
                        value = read(statement);
                    }
                    else ended = true;
                }
                catch (SqliteException)
                {
                    key = after;
                }
                finally
                {
                    statement.Reset();
                }

                if (ended) yield break;
                if (key <= after)
                {
                    after += 1L << misses++;
                    continue;
                }

                after = key;
                misses = 0;
                if (value is not null) yield return value;
            }
        }
    }

    private long LastRow() => _connection is null ? 0 : MessageTables.All.Max(table => Try(() => StoreSchema.Text(_connection!, $"SELECT max(sequence) FROM {table}")) is { } last ? long.Parse(last, System.Globalization.CultureInfo.InvariantCulture) : 0);

    private string? StoreOfFirstRow()
    {
        if (_connection is null) return null;
        foreach (var table in MessageTables.All)
        {
            using var rows = _connection.Prepare($"SELECT payload FROM {table} LIMIT 1");
            if (rows.Step() && GapParts.Parse(rows.Blob(0))?.StoreId is { } id) return id;
        }

        return null;
    }

    private static T? Try<T>(Func<T?> read) where T : class
    {
        try
        {
            return read();
        }
        catch (SqliteException)
        {
            return null;
        }
    }
}
