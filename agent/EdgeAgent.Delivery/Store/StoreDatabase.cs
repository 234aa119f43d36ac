using System.Globalization;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>The writer's connection to the database: transactions, the head, the log. What a transaction means is <see cref="BatchWriter"/>'s.</summary>
internal sealed class StoreDatabase : IDisposable
{
    private const long NoPageLimit = 1L << 30;

    private readonly SqliteStatement _head;
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
        Rows = new StoreRows(connection, head.Store);
        _logLimit = StoreConnection.LogLimit(options);
        Head = head;
        _head = connection.Prepare("INSERT OR REPLACE INTO head(copy, store, predecessor, commits, last, cursor, powered, clean, crc, proven, last_gap) VALUES(?,?,?,?,?,?,?,?,?,?,?)");
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _pages = connection.Prepare("PRAGMA page_count");
        _free = connection.Prepare("PRAGMA freelist_count");
    }

    /// <summary>The connection, for what needs statements of its own.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>The rows.</summary>
    public StoreRows Rows { get; }

    /// <summary>The head on disk.</summary>
    public StoreHead Head { get; private set; }

    /// <summary>Bytes of the pages in use.</summary>
    public long BytesUsed => _bytesUsed ??= (Scalar(_pages) - Scalar(_free)) * StoreConnection.PageBytes;

    /// <summary>Opens a database that <see cref="StoreFiles"/> has made.</summary>
    /// <exception cref="SqliteException">It can't be used; <see cref="SqliteException.IsCorruption"/> when it is damaged, also when only the head is.</exception>
    public static StoreDatabase Open(string path, EventStoreOptions options)
    {
        var connection = StoreConnection.Open(path, SqliteOpenMode.ReadWrite, options);
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
        var connection = StoreConnection.Open(path, SqliteOpenMode.ReadWriteCreate, options);
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
        _bytesWritten += pages * (long)StoreConnection.FrameBytes;
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
        _bytesWritten += Math.Min(Math.Max(moved, 0), Scalar(_pages)) * StoreConnection.PageBytes;
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

    /// <summary>Closes the database; the log is moved into it when nobody else has it open.</summary>
    public void Dispose() => Connection.Dispose();

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
