namespace EdgeAgent.Interop.Sqlite;

/// <summary>The numbers of sqlite3.h that are used here, under readable names.</summary>
internal static class SqliteConstants
{
    public const int Ok = 0;
    public const int Row = 100;
    public const int Done = 101;

    public const int OpenReadOnly = 0x00000001;
    public const int OpenReadWrite = 0x00000002;
    public const int OpenCreate = 0x00000004;
    public const int OpenNoMutex = 0x00008000;

    public const uint PreparePersistent = 0x01;

    public const int TypeNull = 5;

    /// <summary><c>SQLITE_TRANSIENT</c>: SQLite copies the bytes before the call returns.</summary>
    public const nint Transient = -1;

    /// <summary><c>SQLITE_IOERR_DATA</c>: a page's checksum does not fit (the checksum VFS).</summary>
    public const int IoErrorData = 10 | (32 << 8);

    /// <summary><c>SQLITE_IOERR_CORRUPTFS</c>: the file system itself is damaged.</summary>
    public const int IoErrorCorruptFileSystem = 10 | (33 << 8);
}
