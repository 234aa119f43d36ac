namespace EdgeAgent.Interop.Sqlite;

/// <summary>What <see cref="SqliteConnection.Status"/> tells of a connection since it was opened or the counter was reset.</summary>
public enum SqliteConnectionStatus
{
    /// <summary>Bytes of memory that its page cache holds now.</summary>
    CacheUsedBytes = 1,

    /// <summary>Pages found in the cache.</summary>
    CacheHits = 7,

    /// <summary>Pages that had to be read.</summary>
    CacheMisses = 8,

    /// <summary>Pages written: to the write-ahead log in WAL mode, else to the database. Pages moved by checkpoints and rollbacks are not among them.</summary>
    CacheWrites = 9,

    /// <summary>Pages written in mid-transaction because the cache was full.</summary>
    CacheSpills = 12,
}
