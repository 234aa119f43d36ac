using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Interop.Tests.Sqlite;

/// <summary>What goes wrong, made to go wrong for real: the code a caller decides by, and the sentence an operator reads.</summary>
public sealed class SqliteErrorTests : IDisposable
{
    private const int NoSuchEntry = 2; // ENOENT

    private readonly Database _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Execute_BadSql_KeepsSqlitesWords()
    {
        using var connection = _database.Open();
        var error = Told(SqliteErrorCode.Error, "near \"SELEC\": syntax error", () => connection.Execute("SELEC 1"));
        Assert.False(error.IsCorruption);
        Told(SqliteErrorCode.Error, "no such table: nowhere", () => connection.Prepare("SELECT * FROM nowhere"));
    }

    [Fact]
    public void Execute_SecondStatementFails_KeepsTheFirst()
    {
        using var connection = _database.Open();
        Told(SqliteErrorCode.Error, "syntax error", () => connection.Execute("CREATE TABLE t(v); nonsense; CREATE TABLE u(v)"));
        Assert.Equal(1, Database.Number(connection, "SELECT count(*) FROM sqlite_master"));
        Assert.Throws<ArgumentException>(() => connection.Execute("CREATE TABLE u(v)\0"));
    }

    [Fact]
    public void Run_BrokenConstraint_NamesItButNotTheValue()
    {
        using var connection = _database.Open();
        connection.Execute("CREATE TABLE t(v TEXT UNIQUE)");
        using var insert = connection.Prepare("INSERT INTO t VALUES(?1)");
        insert.Bind(1, "whale-7");
        insert.Run();
        insert.Bind(1, "whale-7");
        var error = Told(SqliteErrorCode.Constraint, "UNIQUE constraint failed: t.v", insert.Run);
        Assert.Equal(2067, error.ExtendedCode);
        Assert.DoesNotContain("whale-7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Step_AnotherWriter_IsBusyAndWorksLaterWithTheSameValues()
    {
        using var first = _database.OpenWal();
        using var second = _database.Open();
        using var insert = second.Prepare("INSERT INTO t(v) VALUES(?1)");
        insert.Bind(1, 41);
        first.Execute("BEGIN IMMEDIATE");
        Told(SqliteErrorCode.Busy, "is in use by another connection", () => insert.Step());
        first.Execute("COMMIT");
        Assert.False(insert.Step());
        Assert.Equal(41, Database.Number(first, "SELECT v FROM t"));
    }

    [Fact]
    public async Task BusyTimeout_OtherWriterEnds_WaitsForIt()
    {
        using var first = _database.OpenWal();
        using var second = _database.Open();
        second.BusyTimeout = TimeSpan.FromMinutes(2);
        first.Execute("BEGIN IMMEDIATE");
        var waiting = Task.Run(() => second.Execute("INSERT INTO t(v) VALUES(1)"), TestContext.Current.CancellationToken);
        first.Execute("INSERT INTO t(v) VALUES(2); COMMIT");
        await waiting.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(2, Database.Number(first, "SELECT count(*) FROM t"));
        Assert.Throws<ArgumentOutOfRangeException>(() => second.BusyTimeout = TimeSpan.FromMilliseconds(-1));
    }

    [Fact]
    public void Run_PageLimitReached_IsFull()
    {
        using var connection = _database.OpenWal();
        connection.Execute("PRAGMA max_page_count=20");
        using var insert = connection.Prepare("INSERT INTO t(v) VALUES(?1)");
        insert.Bind(1, new byte[1 << 20]);
        var error = Told(SqliteErrorCode.Full, "has no room", insert.Run);
        Assert.True(error.IsFull);
        insert.Bind(1, "small");
        insert.Run();
    }

    [Theory]
    [InlineData(10, 28, true)]
    [InlineData(10 | (19 << 8), 122, true)]
    [InlineData(10, 5, false)]
    public void IsFull_SystemsWord_Counts(int extended, int system, bool full) =>
        Assert.Equal(full, new SqliteException(extended, system, "events.db could not be written.").IsFull);

    [Fact]
    public void Read_NoDatabase_SaysSo()
    {
        _database.Folder.Write("events.db", System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("time,label,score\n", 200))));
        using var connection = _database.Open(SqliteOpenMode.ReadWrite);
        var error = Told(SqliteErrorCode.NotADatabase, "is no SQLite database", () => connection.Execute("SELECT * FROM sqlite_master"));
        Assert.True(error.IsCorruption);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_Damaged_IsCorruption(bool cutShort)
    {
        using (var connection = _database.OpenWal())
            connection.Execute("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 500) INSERT INTO t(v) SELECT randomblob(900) FROM c");
        using (var file = File.Open(_database.Path, FileMode.Open))
        {
            if (cutShort) file.SetLength(file.Length / 2);
            file.Position = 8192;
            while (!cutShort && file.Position < file.Length) file.WriteByte(0xE7);
        }

        using var again = _database.Open(SqliteOpenMode.ReadOnly);
        var error = Told(SqliteErrorCode.Corrupt, "is damaged", () => Database.Number(again, "SELECT sum(length(v)) FROM t"));
        Assert.True(error.IsCorruption);
    }

    [Fact]
    public void Write_OpenedForReading_IsRefused()
    {
        _database.OpenWal().Dispose();
        using var connection = _database.Open(SqliteOpenMode.ReadOnly);
        Told(SqliteErrorCode.ReadOnly, "cannot be written", () => connection.Execute("INSERT INTO t(v) VALUES(1)"));
    }

    [Fact]
    public void Open_CannotBeWritten_IsRefusedAtOnce()
    {
        // Nobody, root included, may write the program that is running.
        var program = Environment.ProcessPath!;
        var error = Assert.Throws<SqliteException>(() => SqliteConnection.Open(program, SqliteOpenMode.ReadWrite));
        Assert.Equal(SqliteErrorCode.ReadOnly, error.Code);
        Assert.StartsWith(program + " cannot be opened for writing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoSuchFolder_GivesTheSystemsReason()
    {
        var path = _database.Folder["absent/events.db"];
        var error = Assert.Throws<SqliteException>(() => SqliteConnection.Open(path, SqliteOpenMode.ReadWriteCreate));
        Assert.Equal((SqliteErrorCode.CantOpen, NoSuchEntry), (error.Code, error.SystemError));
        Assert.StartsWith(path + " cannot be opened (", error.Message, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SqliteOpenMode.ReadOnly)]
    [InlineData(SqliteOpenMode.ReadWrite)]
    public void Open_NoSuchFile_IsNotMade(SqliteOpenMode mode)
    {
        Told(SqliteErrorCode.CantOpen, "cannot be opened", () => _database.Open(mode));
        Assert.False(File.Exists(_database.Path));
        // As a URI this would be a database in memory.
        Assert.Equal(SqliteErrorCode.CantOpen, Assert.Throws<SqliteException>(() => SqliteConnection.Open($"file:{Guid.NewGuid()}?mode=memory", mode)).Code);
    }

    [Fact]
    public void Open_Folder_IsRefused() =>
        Assert.Equal(SqliteErrorCode.CantOpen, Assert.Throws<SqliteException>(() => SqliteConnection.Open(_database.Folder.Path, SqliteOpenMode.ReadWriteCreate)).Code);

    [Fact]
    public void Open_BadPath_IsTheCallersFault()
    {
        Assert.ThrowsAny<ArgumentException>(() => SqliteConnection.Open("", SqliteOpenMode.ReadWriteCreate));
        Assert.ThrowsAny<ArgumentException>(() => SqliteConnection.Open(_database.Path + "\0.bak", SqliteOpenMode.ReadWriteCreate));
        Assert.ThrowsAny<ArgumentException>(() => _database.Open((SqliteOpenMode)9));
    }

    [Fact]
    public void Open_NoSuchVfs_NamesIt() => Told(SqliteErrorCode.Error, "no such vfs: absent", () => _database.Open(vfs: "absent"));

    private SqliteException Told(SqliteErrorCode code, string words, Action action)
    {
        var error = Assert.Throws<SqliteException>(action);
        Assert.Equal(code, error.Code);
        Assert.StartsWith(_database.Path + " ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        return error;
    }
}
