namespace EdgeAgent.Interop.Sqlite;

/// <summary>How <see cref="SqliteConnection.Open"/> opens a database.</summary>
public enum SqliteOpenMode
{
    /// <summary>An existing database, for reading. A database in WAL mode needs its <c>-shm</c> file, or a folder where it can be made.</summary>
    ReadOnly,

    /// <summary>An existing database, for reading and writing. One that can only be read is refused.</summary>
    ReadWrite,

    /// <summary>As <see cref="ReadWrite"/>; made where there is none. Its folder must exist.</summary>
    ReadWriteCreate,
}
