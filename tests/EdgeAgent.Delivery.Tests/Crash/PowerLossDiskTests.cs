using EdgeAgent.Interop.Sqlite;
using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Delivery.Tests.Crash;

/// <summary>The disk that loses power is proven with plain SQLite, whose own promise is known: a commit that waited for the disk is never lost. The controls show that the disk would tell.</summary>
public sealed class PowerLossDiskTests
{
    private const int Trials = 400;

    [Fact]
    public void PowerCut_CommitsThatWaitForTheDisk_LoseNothing()
    {
        var (whole, lost, damaged, seeds) = RunAll("FULL", Trials);

        Assert.True(whole == Trials, $"of {Trials} trials {lost} lost commits and {damaged} were damaged; seeds {string.Join(", ", seeds)}");
    }

    [Fact]
    public void PowerCut_CommitsThatDoNotWait_AreLostButNeverTorn()
    {
        // synchronous=NORMAL in WAL mode: durable only after a checkpoint, consistent always.
        var (_, lost, damaged, _) = RunAll("NORMAL", Trials);

        Assert.Equal(0, damaged);
        Assert.True(lost > Trials / 4, $"only {lost} of {Trials} trials lost commits");
    }

    [Fact]
    public void PowerCut_NothingIsEverSynced_TheControlFails()
    {
        var (_, lost, damaged, _) = RunAll("OFF", Trials);

        Assert.True(lost > Trials / 4, $"only {lost} of {Trials} trials lost commits");
        Assert.True(damaged > Trials / 10, $"only {damaged} of {Trials} trials were damaged");
    }

    [Fact]
    public void PowerCut_EveryFate_Occurs()
    {
        var (lost, torn, kept) = (0L, 0L, 0L);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            using var folder = new TemporaryFolder();
            using var disk = PowerLossDisk.Begin(seed);
            using (var connection = OpenWal(folder["a.db"]))
            {
                connection.Execute("BEGIN; INSERT INTO t VALUES(zeroblob(20000))");
                disk.CutAfter(3);
                Assert.Throws<SqliteException>(() => connection.Execute("COMMIT"));
                Assert.True(disk.IsCut);
                Assert.Throws<SqliteException>(() => connection.Execute("INSERT INTO t VALUES(1)"));
            }

            disk.Restore();
            var fates = disk.Fates;
            (lost, torn, kept) = (lost + fates.Lost, torn + fates.Torn, kept + fates.Kept);
        }

        Assert.All([lost, torn, kept], count => Assert.True(count > 5));
    }

    [Fact]
    public void PowerCut_FileThatWasMovedAway_KeepsItsOwnFate()
    {
        using var folder = new TemporaryFolder();
        using var disk = PowerLossDisk.Begin(1);
        using (var connection = OpenWal(folder["a.db"])) connection.Execute("INSERT INTO t VALUES(1)");
        File.Move(folder["a.db"], folder["b.db"]);
        using (var connection = OpenWal(folder["a.db"])) connection.Execute("INSERT INTO t VALUES(2)");

        disk.Cut();
        disk.Restore();

        Assert.Equal(1, First(folder["b.db"]));
        Assert.Equal(2, First(folder["a.db"]));
    }

    [Fact]
    public void Restore_DatabaseStillOpen_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var disk = PowerLossDisk.Begin(1);
        using (OpenWal(folder["a.db"])) Assert.Throws<InvalidOperationException>(disk.Restore);

        disk.Restore();
    }

    [Theory]
    [InlineData(DiskOperations.Write, 5, 10)]
    [InlineData(DiskOperations.Sync, 5, 10)]
    [InlineData(DiskOperations.Write, 28, 13)]
    public void Fail_WhileItLasts_CommitsFailAndNothingIsLost(DiskOperations on, int systemError, int code)
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            using var folder = new TemporaryFolder();
            using var disk = PowerLossDisk.Begin(seed);
            using (var connection = OpenWal(folder["a.db"]))
            {
                connection.Execute("INSERT INTO t VALUES(1)");
                disk.Fail(on, new DiskError(code, systemError), (long)(seed % 2), 2);
                var error = Assert.Throws<SqliteException>(() =>
                {
                    connection.Execute("INSERT INTO t VALUES(zeroblob(9000))");
                    connection.Execute("INSERT INTO t VALUES(zeroblob(9000))");
                });
                Assert.Equal((SqliteErrorCode)code, error.Code);
                Assert.True(systemError != 28 || error.IsFull);
                disk.Heal();
                if (connection.InTransaction) connection.Execute("ROLLBACK");
                connection.Execute("DELETE FROM t WHERE typeof(v) = 'blob'; INSERT INTO t VALUES(2)");
                disk.Cut();
            }

            disk.Restore();
            using var after = SqliteConnection.Open(folder["a.db"], SqliteOpenMode.ReadWrite, PowerLossDisk.Vfs);
            using var values = after.Prepare("SELECT group_concat(v) FROM (SELECT v FROM t ORDER BY v)");
            Assert.True(values.Step());
            Assert.Equal("1,2", values.Text(0));
        }
    }

    [Fact]
    public void Fail_Reading_IsTold()
    {
        using var folder = new TemporaryFolder();
        using var disk = PowerLossDisk.Begin(1);
        using (var connection = OpenWal(folder["a.db"])) connection.Execute("INSERT INTO t VALUES(1)");

        disk.Fail(DiskOperations.Read, DiskError.InputOutput);

        Assert.Throws<SqliteException>(() => First(folder["a.db"], PowerLossDisk.Vfs));
        disk.Heal();
        Assert.Equal(1, First(folder["a.db"], PowerLossDisk.Vfs));
    }

    private static (int Whole, int Lost, int Damaged, List<ulong> Seeds) RunAll(string synchronous, int trials)
    {
        var counts = new int[3];
        var seeds = new List<ulong>();
        for (ulong seed = 1; seed <= (ulong)trials; seed++)
        {
            using var folder = new TemporaryFolder();
            using var disk = PowerLossDisk.Begin(seed);
            using var trial = new PlainTrial(disk, folder["plain.db"], seed, synchronous);
            var fate = trial.Run();
            counts[(int)fate]++;
            if (fate is not PlainFate.Whole) seeds.Add(seed);
        }

        return (counts[(int)PlainFate.Whole], counts[(int)PlainFate.LostCommits], counts[(int)PlainFate.Damaged], seeds);
    }

    private static SqliteConnection OpenWal(string path)
    {
        var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadWriteCreate, PowerLossDisk.Vfs);
        connection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS t(v)");
        return connection;
    }

    private static long First(string path, string? vfs = null)
    {
        using var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadWrite, vfs);
        using var values = connection.Prepare("SELECT v FROM t");
        Assert.True(values.Step());
        return values.Int64(0);
    }
}
