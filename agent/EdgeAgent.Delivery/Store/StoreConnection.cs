using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Store;

/// <summary>Connections with the store's settings.</summary>
internal static class StoreConnection
{
    /// <summary>Bytes of a page.</summary>
    public const int PageBytes = 4096;

    /// <summary>Bytes of a page in the log: it has a header of 24 there.</summary>
    public const int FrameBytes = PageBytes + 24;

    // Pages in the log after which it is moved into the database: more cost less flash, as a page that changes often is moved once.
    private const int MostLogPages = 1000;
    private const int LeastLogPages = 64;

    /// <summary>Opens one.</summary>
    /// <exception cref="SqliteException">The file can't be opened, or can't keep a log where it is.</exception>
    public static SqliteConnection Open(string path, SqliteOpenMode mode, EventStoreOptions options)
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

    /// <summary>Pages in the log after which it is moved. The reserve must hold what the log may add to the database, and as much again for the log.</summary>
    public static int LogLimit(EventStoreOptions options) => options.ReserveBytes == 0 ? MostLogPages : (int)Math.Clamp(options.ReserveBytes / 2 / FrameBytes, LeastLogPages, MostLogPages);
}
