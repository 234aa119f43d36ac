using System.Text;
using EdgeAgent.Interop.Native;
using static EdgeAgent.Interop.Sqlite.SqliteConstants;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>A connection to an SQLite database. It serves one thread at a time (SQLite's own mutexes are off), except <see cref="Interrupt"/>;
/// threads that work side by side open one each.</summary>
/// <remarks>Damage and files of other kinds show when the database is first read, not at <see cref="Open"/>.
/// Values are bound to parameters and never written into SQL.</remarks>
public sealed unsafe class SqliteConnection : IDisposable
{
    private readonly SqliteApi _api;
    private readonly SafeSqliteHandle _handle;
    private readonly HashSet<SqliteStatement> _statements = [];
    private bool _disposed;

    private SqliteConnection(SqliteApi api, SafeSqliteHandle handle, string path)
    {
        _api = api;
        _handle = handle;
        Path = path;
    }

    /// <summary>The database, as the caller named it.</summary>
    public string Path { get; }

    /// <summary>The row id of the last row that this connection inserted; 0 before the first.</summary>
    public long LastInsertRowId
    {
        get
        {
            using var use = new HandleUse(_handle);
            return _api.LastInsertRowId(use.Value);
        }
    }

    /// <summary>Rows that the last completed INSERT, UPDATE or DELETE changed.</summary>
    public int Changes
    {
        get
        {
            using var use = new HandleUse(_handle);
            return _api.Changes(use.Value);
        }
    }

    /// <summary>Whether a transaction is open. Some errors (no room, no memory, input/output) may have rolled it back by themselves: ask after an exception.</summary>
    public bool InTransaction
    {
        get
        {
            using var use = new HandleUse(_handle);
            return _api.AutoCommit(use.Value) == 0;
        }
    }

    /// <summary>How long a statement waits for the lock of another connection before <see cref="SqliteErrorCode.Busy"/>; 0 at first. The calling thread sleeps meanwhile.</summary>
    public TimeSpan BusyTimeout
    {
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.TotalMilliseconds, int.MaxValue);
            using var use = new HandleUse(_handle);
            Check(use.Value, _api.BusyTimeout(use.Value, (int)value.TotalMilliseconds));
        }
    }

    /// <summary>Opens a database.</summary>
    /// <param name="path">A file (a relative path starts at the working directory), or <c>:memory:</c> for a database without one. Never read as a URI.</param>
    /// <param name="mode">For reading or writing, and whether it may be made.</param>
    /// <param name="vfs">The name of a registered SQLite VFS (the layer that reads and writes files), or null for the usual one.</param>
    /// <exception cref="SqliteException">There is no such file or folder, it may not be used, it cannot be written but should be, or there is no such VFS.</exception>
    /// <exception cref="NativeLibraryException">SQLite is missing or does not fit.</exception>
    public static SqliteConnection Open(string path, SqliteOpenMode mode, string? vfs = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var flags = OpenNoMutex | mode switch
        {
            SqliteOpenMode.ReadOnly => OpenReadOnly,
            SqliteOpenMode.ReadWrite => OpenReadWrite,
            SqliteOpenMode.ReadWriteCreate => OpenReadWrite | OpenCreate,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "no such mode"),
        };
        var api = SqliteApi.Instance;
        // An absolute path never begins with "file:", which many builds would take for a URI.
        var file = Terminated(path == ":memory:" ? path : System.IO.Path.GetFullPath(path), nameof(path));
        var layer = vfs is null ? null : Terminated(vfs, nameof(vfs));
        nint native = 0;
        int result;
        fixed (byte* name = file, vfsName = layer) result = api.Open(name, &native, flags, vfsName);

        // SQLite gives a connection even when it failed, for its error message.
        var handle = new SafeSqliteHandle(api, native);
        try
        {
            if (result == Ok) result = api.ExtendedResultCodes(native, 1);
            if (result != Ok) throw SqliteErrors.Make(api, native, path, result);
            // SQLite opens for reading what it may not write, and would tell at the first write only.
            if (mode != SqliteOpenMode.ReadOnly && IsReadOnly(api, native))
                throw new SqliteException((int)SqliteErrorCode.ReadOnly, 0, $"{path} cannot be opened for writing; check the owner and mode of the file and its folder, and how the file system is mounted.");
            return new SqliteConnection(api, handle, path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Runs one or many statements; rows that they give are passed over. Stops at the first that fails, and keeps what those before it did.
    /// For what runs often, <see cref="Prepare"/>.</summary>
    /// <exception cref="SqliteException">A statement is wrong or failed.</exception>
    public void Execute(string sql)
    {
        var text = Terminated(sql, nameof(sql));
        using var use = new HandleUse(_handle);
        fixed (byte* bytes = text) Check(use.Value, _api.Execute(use.Value, bytes, 0, 0, 0));
    }

    /// <summary>Compiles one statement for many runs. Disposing the connection disposes it too.</summary>
    /// <exception cref="SqliteException">The statement is wrong, or the database cannot be read.</exception>
    /// <exception cref="ArgumentException"><paramref name="sql"/> holds no statement, or more than one.</exception>
    public SqliteStatement Prepare(string sql)
    {
        var text = Terminated(sql, nameof(sql));
        using var use = new HandleUse(_handle);
        nint native, next = 0;
        fixed (byte* bytes = text)
        {
            byte* rest;
            Check(use.Value, _api.Prepare(use.Value, bytes, text.Length, PreparePersistent, &native, &rest));
            if (native == 0) throw new ArgumentException("There is no statement in it.", nameof(sql));
            // What follows may be blanks and comments; only SQLite can tell. A rest that does not compile is no comment either.
            var isAlone = *rest == 0 || (_api.Prepare(use.Value, rest, -1, 0, &next, null) == Ok && next == 0);
            if (!isAlone)
            {
                _api.Finish(next);
                _api.Finish(native);
                throw new ArgumentException("There is more than one statement in it; prepare each by itself.", nameof(sql));
            }
        }

        var statement = new SqliteStatement(_api, this, new SafeSqliteStatementHandle(_handle, native));
        lock (_statements)
        {
            if (!_disposed)
            {
                _statements.Add(statement);
                return statement;
            }
        }

        statement.Dispose();
        throw new ObjectDisposedException(nameof(SqliteConnection));
    }

    /// <summary>Makes what runs on this connection end soon with <see cref="SqliteErrorCode.Interrupted"/>; an open write is rolled back. From any thread.
    /// Statements that begin before all that ran have ended are ended too. A closed connection has nothing to end.</summary>
    public void Interrupt()
    {
        if (_handle.IsClosed) return;
        try
        {
            using var use = new HandleUse(_handle);
            _api.Interrupt(use.Value);
        }
        catch (ObjectDisposedException)
        {
            // Closed on another thread in between.
        }
    }

    /// <summary>Reads a counter of this connection.</summary>
    /// <param name="counter">Which.</param>
    /// <param name="reset">Whether it starts at 0 again; counters that tell what is now do not. SQLite counts in 32 bits: long-lived connections read and reset.</param>
    /// <exception cref="SqliteException">This SQLite has no such counter.</exception>
    public long Status(SqliteConnectionStatus counter, bool reset = false)
    {
        int now, highest;
        using var use = new HandleUse(_handle);
        Check(use.Value, _api.Status(use.Value, (int)counter, &now, &highest, reset ? 1 : 0));
        return (uint)now;
    }

    /// <summary>Moves pages from the write-ahead log into the database.</summary>
    /// <param name="mode">How much, and whom to wait for.</param>
    /// <returns>Pages in the log, and pages of it that are in the database now; both -1 where the database has no write-ahead log.</returns>
    /// <exception cref="SqliteException"><see cref="SqliteErrorCode.Busy"/> when others were in the way (part may have been moved), <see cref="SqliteErrorCode.Locked"/> inside a transaction, or the disk failed.</exception>
    public (int Log, int Checkpointed) Checkpoint(SqliteCheckpointMode mode)
    {
        int log, checkpointed;
        using var use = new HandleUse(_handle);
        fixed (byte* main = "main\0"u8) Check(use.Value, _api.Checkpoint(use.Value, main, (int)mode, &log, &checkpointed));
        return (log, checkpointed);
    }

    /// <summary>Lets a commit that leaves at least <paramref name="pages"/> pages in the write-ahead log run a passive checkpoint, whose errors nobody is told; 0 turns it off. SQLite begins with 1000.</summary>
    public void WalAutoCheckpoint(int pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        using var use = new HandleUse(_handle);
        Check(use.Value, _api.WalAutoCheckpoint(use.Value, pages));
    }

    /// <summary>Disposes the statements and closes the database; an open transaction is rolled back. The last connection to a database in WAL mode moves the log into
    /// it first and deletes the log; an error in that is nobody's to tell, and costs nothing but the log's staying.
    /// A call that runs on another thread ends first, on that thread.</summary>
    public void Dispose()
    {
        SqliteStatement[] statements;
        lock (_statements)
        {
            _disposed = true;
            statements = [.. _statements];
        }

        foreach (var statement in statements) statement.Dispose();
        _handle.Dispose();
    }

    /// <summary>Lets go of a statement that was disposed.</summary>
    internal void Forget(SqliteStatement statement)
    {
        lock (_statements) _statements.Remove(statement);
    }

    private void Check(nint connection, int result)
    {
        if (result != Ok) throw SqliteErrors.Make(_api, connection, Path, result);
    }

    private static bool IsReadOnly(SqliteApi api, nint connection)
    {
        fixed (byte* main = "main\0"u8) return api.IsReadOnly(connection, main) == 1;
    }

    // SQLite would silently stop at a zero character.
    private static byte[] Terminated(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("It holds a zero character.", parameter);
        return Encoding.UTF8.GetBytes(text + '\0');
    }
}
