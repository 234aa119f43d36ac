using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Interop.Tests.Sqlite;

/// <summary>What tests of SQLite share: a database in a folder of its own.</summary>
internal sealed class Database : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public string Path => Folder["events.db"];

    public SqliteConnection Open(SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate, string? vfs = null) => SqliteConnection.Open(Path, mode, vfs);

    /// <summary>A new database in WAL mode with a table <c>t(id INTEGER PRIMARY KEY, v)</c>.</summary>
    public SqliteConnection OpenWal()
    {
        var connection = Open();
        connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, v)");
        return connection;
    }

    /// <summary>The first column of the first row.</summary>
    public static long Number(SqliteConnection connection, string sql)
    {
        using var statement = connection.Prepare(sql);
        Assert.True(statement.Step());
        return statement.Int64(0);
    }

    /// <summary>Files of this folder that this process holds open.</summary>
    public int OpenFiles() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(IsHere);

    private bool IsHere(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName.StartsWith(Folder.Path, StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // Another test has closed it since it was listed.
            return false;
        }
    }

    public void Dispose() => Folder.Dispose();
}
