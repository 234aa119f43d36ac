namespace EdgeAgent.Interop.Sqlite;

/// <summary>SQLite's primary result codes (sqlite3.h), under readable names.</summary>
public enum SqliteErrorCode
{
    /// <summary>The SQL is wrong, names what does not exist, or another error without a code of its own.</summary>
    Error = 1,

    /// <summary>A fault inside SQLite.</summary>
    Internal = 2,

    /// <summary>A new database could not be given its access mode.</summary>
    Permission = 3,

    /// <summary>A rollback ended the statement.</summary>
    Abort = 4,

    /// <summary>Another connection holds the lock.</summary>
    Busy = 5,

    /// <summary>This connection itself holds a lock that is in the way.</summary>
    Locked = 6,

    /// <summary>Out of memory.</summary>
    NoMemory = 7,

    /// <summary>The database can't be written.</summary>
    ReadOnly = 8,

    /// <summary><see cref="SqliteConnection.Interrupt"/> ended the statement.</summary>
    Interrupted = 9,

    /// <summary>The operating system reported an error; <see cref="SqliteException.SystemError"/> is its number.</summary>
    IoError = 10,

    /// <summary>The database is damaged.</summary>
    Corrupt = 11,

    /// <summary>Something was not found; internal to SQLite as a rule.</summary>
    NotFound = 12,

    /// <summary>The disk is full, or the database has reached its page limit.</summary>
    Full = 13,

    /// <summary>The database, its log or its journal can't be opened.</summary>
    CantOpen = 14,

    /// <summary>The locks of the write-ahead log could not be had, after many tries.</summary>
    Protocol = 15,

    /// <summary>The schema kept changing under a statement.</summary>
    Schema = 17,

    /// <summary>A text or blob is over SQLite's limit (one billion bytes by default).</summary>
    TooBig = 18,

    /// <summary>A constraint of the schema refused a row.</summary>
    Constraint = 19,

    /// <summary>A value has a type that its column refuses.</summary>
    Mismatch = 20,

    /// <summary>A call out of order, e.g. binding to a statement that is not reset.</summary>
    Misuse = 21,

    /// <summary>The file system can't hold a file this large.</summary>
    NoLargeFiles = 22,

    /// <summary>An authorizer refused the statement.</summary>
    Authorization = 23,

    /// <summary>There is no such parameter.</summary>
    Range = 25,

    /// <summary>The file is no SQLite database, or its first page is damaged.</summary>
    NotADatabase = 26,
}
