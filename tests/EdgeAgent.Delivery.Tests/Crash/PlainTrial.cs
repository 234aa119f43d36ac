using System.Globalization;
using EdgeAgent.Interop.Sqlite;
using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Delivery.Tests.Crash;

/// <summary>Plain SQLite on a disk that loses power three times: what the disk itself is proven with.</summary>
internal sealed class PlainTrial(PowerLossDisk disk, string path, ulong seed, string synchronous) : IDisposable
{
    private const int Rounds = 3;

    private readonly Random _random = new((int)(seed % int.MaxValue));
    private readonly List<string> _history = [""];
    private SortedDictionary<long, long> _committed = [];
    private SqliteConnection? _connection;
    private long _version;

    public PlainFate Run()
    {
        for (var round = 0; round < Rounds; round++)
        {
            disk.CutAfter(_random.Next(_random.Next(4) == 0 ? 25 : 400));
            var inDoubt = WorkUntilCut();
            Dispose();
            disk.Restore();
            var fate = Judge(inDoubt);
            if (fate is not PlainFate.Whole) return fate;
        }

        return PlainFate.Whole;
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    // Gives what the last transaction would have made of the database: it may or may not have reached the disk.
    private SortedDictionary<long, long> WorkUntilCut()
    {
        while (true)
        {
            var next = new SortedDictionary<long, long>(_committed);
            try
            {
                _connection ??= Open();
                Change(_connection, next);
            }
            catch (SqliteException) when (disk.IsCut)
            {
                return next;
            }

            _committed = next;
            _history.Add(Text(next));
            if (_random.Next(20) == 0) Dispose();
        }
    }

    private SqliteConnection Open()
    {
        var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadWriteCreate, PowerLossDisk.Vfs);
        try
        {
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA wal_autocheckpoint={_random.Next(4, 40)}; PRAGMA journal_size_limit=65536"));
            connection.Execute("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, bytes BLOB NOT NULL)");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Change(SqliteConnection connection, SortedDictionary<long, long> rows)
    {
        connection.Execute("BEGIN IMMEDIATE");
        using (var put = connection.Prepare("INSERT OR REPLACE INTO t VALUES(?1, ?2, ?3)"))
        using (var remove = connection.Prepare("DELETE FROM t WHERE id = ?1"))
        {
            for (var i = _random.Next(1, 12); i > 0; i--)
            {
                var id = _random.NextInt64(40);
                var isRemoved = _random.Next(4) == 0;
                var statement = isRemoved ? remove : put;
                statement.Bind(1, id);
                if (isRemoved)
                {
                    rows.Remove(id);
                }
                else
                {
                    rows[id] = ++_version;
                    put.Bind(2, _version);
                    put.Bind(3, Bytes(id, _version));
                }

                statement.Run();
            }
        }

        connection.Execute("COMMIT");
    }

    private PlainFate Judge(SortedDictionary<long, long> inDoubt)
    {
        SortedDictionary<long, long> found;
        try
        {
            _connection = Open();
            using (var check = _connection.Prepare("PRAGMA integrity_check"))
                if (!check.Step() || check.Text(0) != "ok") return PlainFate.Damaged;
            if (Read(_connection) is not { } rows) return PlainFate.Damaged;
            found = rows;
        }
        catch (SqliteException error) when (error.IsCorruption)
        {
            return PlainFate.Damaged;
        }

        var text = Text(found);
        if (text == Text(inDoubt)) _history.Add(text);
        _committed = found;
        return text == _history[^1] ? PlainFate.Whole : _history.Contains(text) ? PlainFate.LostCommits : PlainFate.Damaged;
    }

    // Null when a row holds what was never written.
    private static SortedDictionary<long, long>? Read(SqliteConnection connection)
    {
        var rows = new SortedDictionary<long, long>();
        using var all = connection.Prepare("SELECT id, version, bytes FROM t");
        while (all.Step())
        {
            var (id, version) = (all.Int64(0), all.Int64(1));
            if (!all.Blob(2).SequenceEqual(Bytes(id, version))) return null;
            rows[id] = version;
        }

        return rows;
    }

    private static byte[] Bytes(long id, long version)
    {
        var random = new Random((int)((id * 7919 + version) % int.MaxValue));
        var bytes = new byte[random.Next(random.Next(3) == 0 ? 6000 : 200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Text(SortedDictionary<long, long> rows) =>
        string.Join(' ', rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Key}:{row.Value}")));
}
