namespace EdgeAgent.Interop.Sqlite;

/// <summary>SQLite could not do what it was told. The message is one sentence: the database, what is wrong, and the remedy. It never holds bound values.</summary>
public sealed class SqliteException : Exception
{
    private const int NoSpaceLeft = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    /// <param name="extendedCode">SQLite's extended result code.</param>
    /// <param name="systemError">The operating system's error number, or 0.</param>
    /// <param name="message">One sentence that begins with the database's path.</param>
    public SqliteException(int extendedCode, int systemError, string message) : base(message)
    {
        ExtendedCode = extendedCode;
        SystemError = systemError;
    }

    /// <summary>What kind of error: the lowest byte of <see cref="ExtendedCode"/>.</summary>
    public SqliteErrorCode Code => (SqliteErrorCode)(ExtendedCode & 0xFF);

    /// <summary>SQLite's extended result code, e.g. 2067 for a UNIQUE constraint; the primary code where there is no other.</summary>
    public int ExtendedCode { get; }

    /// <summary>The operating system's error number (<c>errno</c>) behind <see cref="SqliteErrorCode.IoError"/> and <see cref="SqliteErrorCode.CantOpen"/>; 0 where there is none.</summary>
    public int SystemError { get; }

    /// <summary>Whether the database's content is damaged, so that trying again cannot help.</summary>
    public bool IsCorruption => Code is SqliteErrorCode.Corrupt or SqliteErrorCode.NotADatabase
        || ExtendedCode is SqliteConstants.IoErrorData or SqliteConstants.IoErrorCorruptFileSystem;

    /// <summary>Whether there was no room: SQLite's own word for it, or the operating system's (growing the log's index tells it as an input/output error).</summary>
    public bool IsFull => Code is SqliteErrorCode.Full || SystemError is NoSpaceLeft or QuotaExceeded;
}
