using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>Result codes as sentences; the one place where <see cref="SqliteException"/> is made.</summary>
internal static unsafe class SqliteErrors
{
    /// <summary>The error that <paramref name="connection"/> has just reported.</summary>
    /// <param name="api">The library.</param>
    /// <param name="connection">The <c>sqlite3*</c>; 0 when SQLite had no memory for one.</param>
    /// <param name="path">The database, for the message.</param>
    /// <param name="result">What the call returned.</param>
    public static SqliteException Make(SqliteApi api, nint connection, string path, int result)
    {
        var code = (SqliteErrorCode)(result & 0xFF);
        // For other codes SQLite leaves the number of an earlier error in place.
        var system = connection != 0 && code is SqliteErrorCode.IoError or SqliteErrorCode.CantOpen ? api.SystemError(connection) : 0;
        var reason = Text(connection != 0 ? api.ErrorMessage(connection) : api.ErrorText(result)) ?? $"result code {result}";
        if (system != 0) reason += ": " + Marshal.GetPInvokeErrorMessage(system);
        return new SqliteException(result, system, Sentence(code, path, reason));
    }

    private static string Sentence(SqliteErrorCode code, string path, string reason) => code switch
    {
        SqliteErrorCode.Busy => $"{path} is in use by another connection ({reason}); try again, or stop the other program that uses it.",
        SqliteErrorCode.Locked => $"{path} is in use by another statement of the same connection ({reason}); reset that statement first.",
        SqliteErrorCode.NoMemory => $"{path} could not be used for want of memory ({reason}); free memory.",
        SqliteErrorCode.ReadOnly => $"{path} cannot be written ({reason}); check the owner and mode of the file and its folder, and how the file system is mounted.",
        SqliteErrorCode.Interrupted => $"{path} was left alone as asked ({reason}); the statement can be run again.",
        SqliteErrorCode.IoError => $"{path} could not be read or written ({reason}); check the disk.",
        SqliteErrorCode.Corrupt => $"{path} is damaged ({reason}); put it aside and salvage what can be read.",
        SqliteErrorCode.Full => $"{path} has no room ({reason}); free disk space, or raise its limit.",
        SqliteErrorCode.CantOpen => $"{path} cannot be opened ({reason}); check that its folder exists and may be used.",
        SqliteErrorCode.TooBig => $"{path} cannot hold a value that large ({reason}); store less at once.",
        SqliteErrorCode.Constraint => $"{path} refused a row ({reason}); give values that fit the schema.",
        SqliteErrorCode.Misuse => $"{path} was used out of order ({reason}); reset a statement before binding to it.",
        SqliteErrorCode.Range => $"{path} was given a value for a parameter that the statement does not have ({reason}); count parameters from 1.",
        SqliteErrorCode.NotADatabase => $"{path} is no SQLite database, or its beginning is damaged ({reason}); put it aside, or name another file.",
        _ => $"{path} refused a statement ({reason}); check the statement against the schema.",
    };

    private static string? Text(byte* text) => Marshal.PtrToStringUTF8((nint)text);
}
