using System.Runtime.CompilerServices;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Interop.Tests.Sqlite;

public sealed class SqliteConnectionTests : IDisposable
{
    private const string Endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Database _database = new();

    public void Dispose() => _database.Dispose();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Execute_ManyStatements_TellsWhatTheyDid()
    {
        using var connection = _database.OpenWal();
        Assert.False(connection.InTransaction);
        connection.Execute("BEGIN; INSERT INTO t(id, v) VALUES(5, 'a'), (9, 'b'); UPDATE t SET v = 'c'");
        Assert.True(connection.InTransaction);
        Assert.Equal((9, 2), (connection.LastInsertRowId, connection.Changes));
        connection.Execute("ROLLBACK");
        Assert.False(connection.InTransaction);
        Assert.Equal(0, Database.Number(connection, "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Wal_ReaderBesideWriter_SeesWholeTransactionsOnly()
    {
        const int batches = 200, batch = 16;
        using var writer = _database.OpenWal();
        using var reader = _database.Open(SqliteOpenMode.ReadOnly);
        writer.WalAutoCheckpoint(100);

        var writing = Task.Run(
            () =>
            {
                using var insert = writer.Prepare("INSERT INTO t(v) VALUES(?1)");
                var blob = new byte[900];
                for (var i = 0; i < batches; i++)
                {
                    writer.Execute("BEGIN IMMEDIATE");
                    for (var k = 0; k < batch; k++)
                    {
                        insert.Bind(1, blob);
                        insert.Run();
                    }

                    writer.Execute("COMMIT");
                }
            },
            Cancelled);
        var reading = Task.Run(
            () =>
            {
                using var count = reader.Prepare("SELECT count(*) FROM t");
                for (long seen = 0; seen < batches * batch && !writing.IsFaulted;)
                {
                    Assert.True(count.Step());
                    var now = count.Int64(0);
                    count.Reset();
                    Assert.True(now >= seen && now % batch == 0, $"{now} rows after {seen}");
                    seen = now;
                }
            },
            Cancelled);
        await Task.WhenAll(writing, reading).WaitAsync(Patience, Cancelled);
    }

    [Fact]
    public void Open_NamedVfs_IsUsed()
    {
        // The layer without locks lets two write at once; the usual one does not.
        using var first = _database.Open(vfs: "unix-none");
        using var second = _database.Open(vfs: "unix-none");
        first.Execute("BEGIN EXCLUSIVE");
        second.Execute("BEGIN EXCLUSIVE; ROLLBACK");
        first.Execute("ROLLBACK");

        using var third = _database.Open();
        using var fourth = _database.Open();
        third.Execute("BEGIN EXCLUSIVE");
        Assert.Throws<SqliteException>(() => fourth.Execute("BEGIN EXCLUSIVE"));
    }

    [Fact]
    public void Open_NameOfOtherLetters_IsThatFile()
    {
        var path = _database.Folder["grün 鲸?mode=ro#%41.db"];
        using (var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadWriteCreate)) connection.Execute("CREATE TABLE t(v)");
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void Checkpoint_EveryMode_MovesTheLog()
    {
        using var connection = _database.OpenWal();
        foreach (var mode in Enum.GetValues<SqliteCheckpointMode>())
        {
            connection.Execute("INSERT INTO t(v) VALUES(randomblob(20000))");
            var (log, checkpointed) = connection.Checkpoint(mode);
            Assert.Equal(log, checkpointed);
            if (mode == SqliteCheckpointMode.Truncate) Assert.Equal(0, new FileInfo(_database.Path + "-wal").Length);
            else Assert.True(log >= 5, $"{mode}: {log}");
        }
    }

    [Fact]
    public void Checkpoint_InTheWay_IsToldWho()
    {
        using var connection = _database.OpenWal();
        using var reader = _database.Open(SqliteOpenMode.ReadOnly);
        connection.Execute("INSERT INTO t(v) VALUES(1), (2)");
        using (var select = reader.Prepare("SELECT v FROM t"))
        {
            Assert.True(select.Step());
            Assert.Equal(SqliteErrorCode.Busy, Assert.Throws<SqliteException>(() => connection.Checkpoint(SqliteCheckpointMode.Truncate)).Code);
        }

        connection.Execute("BEGIN IMMEDIATE; INSERT INTO t(v) VALUES(3)");
        Assert.Equal(SqliteErrorCode.Locked, Assert.Throws<SqliteException>(() => connection.Checkpoint(SqliteCheckpointMode.Passive)).Code);
        connection.Execute("COMMIT");
        Assert.Equal((0, 0), connection.Checkpoint(SqliteCheckpointMode.Truncate));
    }

    [Fact]
    public void Checkpoint_NoLog_IsMinusOne()
    {
        using var connection = _database.Open();
        connection.Execute("CREATE TABLE t(v)");
        Assert.Equal((-1, -1), connection.Checkpoint(SqliteCheckpointMode.Full));
    }

    [Fact]
    public void WalAutoCheckpoint_Off_LetsTheLogGrow()
    {
        using var connection = _database.OpenWal();
        connection.WalAutoCheckpoint(0);
        for (var i = 0; i < 20; i++) connection.Execute("INSERT INTO t(v) VALUES(randomblob(400000))");
        Assert.True(new FileInfo(_database.Path + "-wal").Length > 20 * 400_000);
        Assert.Throws<ArgumentOutOfRangeException>(() => connection.WalAutoCheckpoint(-1));
    }

    [Fact]
    public void Status_Writes_AreCountedAndReset()
    {
        using var connection = _database.OpenWal();
        connection.Status(SqliteConnectionStatus.CacheWrites, reset: true);
        connection.Execute("INSERT INTO t(v) VALUES(randomblob(40000))");
        Assert.InRange(connection.Status(SqliteConnectionStatus.CacheWrites, reset: true), 10, 20);
        Assert.Equal(0, connection.Status(SqliteConnectionStatus.CacheWrites));
        Assert.True(connection.Status(SqliteConnectionStatus.CacheUsedBytes) > 40_000);
        Assert.Throws<SqliteException>(() => connection.Status((SqliteConnectionStatus)999));
    }

    [Fact]
    public async Task Interrupt_FromAnotherThread_EndsTheStatement()
    {
        using var connection = _database.OpenWal();
        var running = Task.Run(() => connection.Execute(Endless), Cancelled);
        // Only what runs already is interrupted.
        while (!running.IsCompleted)
        {
            connection.Interrupt();
            await Task.WhenAny(running, Task.Run(static () => { }, Cancelled));
        }

        Assert.Equal(SqliteErrorCode.Interrupted, (await Assert.ThrowsAsync<SqliteException>(() => running)).Code);
        connection.Execute("INSERT INTO t(v) VALUES(1)");
    }

    [Fact]
    public void Dispose_StatementsAreOpen_ClosesFilesAndRefusesThem()
    {
        var connection = _database.OpenWal();
        connection.Execute("INSERT INTO t(v) VALUES(1), (2)");
        var select = connection.Prepare("SELECT v FROM t");
        Assert.True(select.Step());
        connection.Execute("BEGIN");

        connection.Dispose();
        connection.Dispose();
        Assert.Equal(0, _database.OpenFiles());
        Assert.Equal(["events.db"], _database.Folder.Content("."));
        Assert.Throws<ObjectDisposedException>(() => select.Step());
        Assert.Throws<ObjectDisposedException>(() => select.Blob(0).Length);
        Assert.Throws<ObjectDisposedException>(() => connection.Prepare("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.Execute("SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => connection.InTransaction);
        connection.Interrupt();
        select.Reset();
        select.Dispose();
    }

    [Fact]
    public async Task Dispose_WhileAnotherThreadSteps_EndsItSafely()
    {
        for (var i = 0; i < 50; i++)
        {
            var connection = _database.Open();
            var select = connection.Prepare(Endless);
            var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var stepping = Task.Run(
                () =>
                {
                    while (select.Step()) running.TrySetResult();
                },
                Cancelled);
            await running.Task.WaitAsync(Patience, Cancelled);
            connection.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => stepping.WaitAsync(Patience, Cancelled));
            Assert.Equal(0, _database.OpenFiles());
        }
    }

    [Fact]
    public void OpenAndClose_AThousandTimes_LeaksNoDescriptor()
    {
        _database.OpenWal().Dispose();
        for (var i = 0; i < 1000; i++)
        {
            using var connection = _database.Open();
            using var insert = connection.Prepare("INSERT INTO t(v) VALUES(1)");
            insert.Run();
            // Left to the connection.
            Assert.True(connection.Prepare("SELECT v FROM t").Step());
        }

        Assert.Equal(0, _database.OpenFiles());
        using var last = _database.Open(SqliteOpenMode.ReadOnly);
        Assert.Equal(1000, Database.Number(last, "SELECT count(*) FROM t"));
    }

    [Fact]
    public void Collector_ForgottenStatements_LeavesTheConnectionAlone()
    {
        using (var connection = _database.OpenWal())
        {
            for (var i = 0; i < 200; i++)
            {
                Forget(connection);
                GC.Collect(0);
                connection.Execute("INSERT INTO t(v) VALUES(1)");
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Equal(200, Database.Number(connection, "SELECT count(*) FROM t"));
        }

        Assert.Equal(0, _database.OpenFiles());
    }

    [Fact]
    public void Collector_ForgottenConnection_IsClosed()
    {
        ForgetAll();
        for (var i = 0; i < 100 && _database.OpenFiles() > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(0, _database.OpenFiles());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(SqliteConnection connection) => connection.Prepare("SELECT v FROM t").Step();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ForgetAll()
    {
        var connection = _database.OpenWal();
        Forget(connection);
        Assert.NotEqual(0, _database.OpenFiles());
    }
}
