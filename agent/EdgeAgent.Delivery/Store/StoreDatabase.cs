using System.Globalization;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The writer's connection to the database and its statements. Rows only; what a transaction means is <see cref="BatchWriter"/>'s.</summary>
internal sealed class StoreDatabase : IDisposable
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4096;

    // Pages in the log after which it is moved into the database: more cost less flash, as a page that changes often is moved once.
    private const int MostLogPages = 1000;
    private const int LeastLogPages = 64;
    private const long NoPageLimit = 1L << 30;

    // A page in the log has a header of 24 bytes.
    private const int FrameBytes = PageBytes + 24;

    private readonly SqliteStatement[] _inserts;
    private readonly SqliteStatement[] _deletes;
    private readonly SqliteStatement _settle;
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _open;
    private readonly SqliteStatement _close;
    private readonly SqliteStatement _one;
    private readonly SqliteStatement _aside;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _pages;
    private readonly SqliteStatement _free;
    private readonly int _logLimit;
    private int _logPages;
    private long _bytesWritten;
    private long? _bytesUsed;

    private StoreDatabase(SqliteConnection connection, StoreHead head, EventStoreOptions options)
    {
        Connection = connection;
        _logLimit = LogLimit(options);
        Head = head;
        _inserts = [.. MessageTables.All.Select(table => connection.Prepare($"INSERT INTO {table}({StoredMessage.Columns}) VALUES(?,?,?,?,?,?,?,?,?,?,?)"))];
        _deletes = [.. MessageTables.All.Select(table => connection.Prepare($"DELETE FROM {table} WHERE sequence = ?"))];
        _settle = connection.Prepare("INSERT INTO settled(first, last, outcome, crc) VALUES(?,?,?,?)");
        _head = connection.Prepare("INSERT OR REPLACE INTO head(copy, store, predecessor, commits, last, cursor, powered, clean, crc, proven, last_gap) VALUES(?,?,?,?,?,?,?,?,?,?,?)");
        _open = connection.Prepare("INSERT OR REPLACE INTO open_events(event_id, sequence) VALUES(?,?)");
        _close = connection.Prepare("DELETE FROM open_events WHERE event_id = ?");
        _one = connection.Prepare(MessageTables.Select(StoredMessage.Columns, "sequence = ?1"));
        _aside = connection.Prepare($"INSERT INTO aside(state, reason, store, {StoredMessage.Columns}) VALUES(?,?,?, ?,?,?,?,?,?,?,?,?,?,?)");
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _pages = connection.Prepare("PRAGMA page_count");
        _free = connection.Prepare("PRAGMA freelist_count");
    }

    /// <summary>The connection, for what needs statements of its own.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>The head on disk.</summary>
    public StoreHead Head { get; private set; }

    /// <summary>Bytes of the pages in use.</summary>
    public long BytesUsed => _bytesUsed ??= (Scalar(_pages) - Scalar(_free)) * PageBytes;

    /// <summary>Opens a database that <see cref="StoreFiles"/> has made.</summary>
    /// <exception cref="SqliteException">It can't be used; <see cref="SqliteException.IsCorruption"/> when it is damaged, also when only the head is.</exception>
    public static StoreDatabase Open(string path, EventStoreOptions options)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWrite, options);
        try
        {
            if (StoreSchema.VersionOf(connection) > StoreSchema.Version)
                throw new SqliteException((int)SqliteErrorCode.Corrupt, 0, $"{path} was made by a newer version of the agent; it is set aside.");
            StoreSchema.Migrate(connection);
            var head = StoreHead.Read(connection) ?? throw new SqliteException((int)SqliteErrorCode.Corrupt, 0, $"{path} does not say which store it is; it is set aside.");
            return new StoreDatabase(connection, head, options);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes a database that is not a store yet: it has no head until the first transaction.</summary>
    public static StoreDatabase Create(string path, StoreHead head, EventStoreOptions options)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate, options);
        try
        {
            StoreSchema.Migrate(connection);
            return new StoreDatabase(connection, head, options);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Begins a transaction that may write.</summary>
    public void Begin()
    {
        _bytesUsed = null;
        _begin.Run();
    }

    /// <summary>Writes the head and ends the transaction; it is on disk afterwards.</summary>
    public void Commit(StoreHead head, ICommitProbe? probe, bool settles)
    {
        for (var copy = 0; copy < 2; copy++)
        {
            head.Bind(_head, copy);
            _head.Run();
        }

        // Asked inside the transaction, where it takes no lock of its own.
        var used = BytesUsed;
        _bytesUsed = null;
        probe?.Reached(CommitPoint.BeforeCommit);
        if (settles) probe?.Reached(CommitPoint.BeforeSettleCommit);
        _commit.Run();
        (Head, _bytesUsed) = (head, used);
        var pages = (int)Connection.Status(SqliteConnectionStatus.CacheWrites, reset: true);
        _logPages += pages;
        _bytesWritten += pages * (long)FrameBytes;
        probe?.Reached(CommitPoint.AfterCommit);
        if (settles) probe?.Reached(CommitPoint.AfterSettleCommit);
    }

    /// <summary>Whether the log is long enough to be moved into the database.</summary>
    public bool WantsCheckpoint => _logPages >= _logLimit;

    /// <summary>Whether anything was written to the log since it was last moved.</summary>
    public bool HasLog => _logPages > 0;

    /// <summary>Keeps the database within its present pages: what it writes then needs no room on the disk, and a full disk shows before a transaction ends, not after.</summary>
    public void StopGrowing() => SetMostPages(Scalar(_pages));

    /// <summary>Lets the database grow again.</summary>
    public void Grow() => SetMostPages(NoPageLimit);

    /// <summary>Moves the log into the database.</summary>
    public void Checkpoint(SqliteCheckpointMode mode)
    {
        var (_, moved) = Connection.Checkpoint(mode);
        _bytesWritten += Math.Min(Math.Max(moved, 0), Scalar(_pages)) * PageBytes;
        _logPages = 0;
    }

    /// <summary>Bytes written since the last question: pages to the log, and at most as many moved from it.</summary>
    public long TakeBytesWritten()
    {
        var bytes = _bytesWritten;
        _bytesWritten = 0;
        return bytes;
    }

    /// <summary>Undoes an open transaction.</summary>
    public void Rollback()
    {
        if (Connection.InTransaction) Connection.Execute("ROLLBACK");
    }

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
            return _one.Step() ? StoredMessage.Read(_one, Head.Store) : null;
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

    /// <summary>Closes the database; the log is moved into it when nobody else has it open.</summary>
    public void Dispose() => Connection.Dispose();

    /// <summary>A connection with the store's settings.</summary>
    internal static SqliteConnection Connect(string path, SqliteOpenMode mode, EventStoreOptions options)
    {
        var connection = SqliteConnection.Open(path, mode, options.Vfs);
        try
        {
            connection.BusyTimeout = TimeSpan.FromSeconds(2);
            // secure_delete off: distributions turn it on, and it would write every page that is freed.
            connection.Execute($"""
                PRAGMA page_size = {PageBytes}; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = OFF; PRAGMA cache_size = -2048;
                PRAGMA journal_size_limit = {LogLimit(options) * 2 * FrameBytes}; PRAGMA foreign_keys = OFF;
                """);
            if (mode is SqliteOpenMode.ReadOnly) return connection;
            if (StoreSchema.Text(connection, "PRAGMA journal_mode = WAL") != "wal")
                throw new SqliteException((int)SqliteErrorCode.CantOpen, 0, $"{path} can't keep a log on this file system; give the store a local disk.");
            connection.Execute($"PRAGMA synchronous = {(options.Synchronous ? "FULL" : "OFF")};");
            connection.WalAutoCheckpoint(0);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The reserve must hold what the log may add to the database, and as much again for the log.
    private static int LogLimit(EventStoreOptions options) => options.ReserveBytes == 0 ? MostLogPages : (int)Math.Clamp(options.ReserveBytes / 2 / FrameBytes, LeastLogPages, MostLogPages);

    private void SetMostPages(long pages) => Connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages}"));

    private static long Scalar(SqliteStatement statement)
    {
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }
}
