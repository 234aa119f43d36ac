namespace EdgeAgent.TestKit.Disk;

/// <summary>How an operation fails: SQLite's result code and the system's error number behind it.</summary>
/// <param name="Code">SQLite's primary result code.</param>
/// <param name="SystemError">The error number.</param>
public readonly record struct DiskError(int Code, int SystemError)
{
    /// <summary>EIO.</summary>
    public static DiskError InputOutput { get; } = new(10, 5);

    /// <summary>ENOSPC, as SQLite tells it of a write.</summary>
    public static DiskError Full { get; } = new(13, 28);

    /// <summary>ENOSPC, as SQLite tells it of what is no write.</summary>
    public static DiskError FullElsewhere { get; } = new(10, 28);

    /// <summary>EROFS: the file system has become read-only.</summary>
    public static DiskError ReadOnly { get; } = new(10, 30);
}
