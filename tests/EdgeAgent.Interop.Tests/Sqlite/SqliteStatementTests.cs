using System.Text;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Interop.Tests.Sqlite;

public sealed class SqliteStatementTests : IDisposable
{
    private readonly SqliteConnection _connection = SqliteConnection.Open(":memory:", SqliteOpenMode.ReadWriteCreate);

    public void Dispose() => _connection.Dispose();

    public static TheoryData<string> Texts() =>
        new("", "plain", "grün 鲸 🐋", "zero\0inside\0", "half a pair: \uD83D", new string('é', 1000), new string('x', 171), new string('鲸', 2_000_000));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Int64_AnyValue_ComesBack(long value)
    {
        using var select = Selecting(s => s.Bind(1, value));
        Assert.Equal(value, select.Int64(0));
        Assert.Equal("integer", select.Text(1));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(double.NegativeInfinity)]
    public void Double_AnyValue_ComesBackBitForBit(double value)
    {
        using var select = Selecting(s => s.Bind(1, value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(select.Double(0)));
        Assert.Equal("real", select.Text(1));
    }

    [Fact]
    public void Double_NotANumber_IsNull()
    {
        using var select = Selecting(s => s.Bind(1, double.NaN));
        Assert.True(select.IsNull(0));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Text_AnyValue_ComesBack(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        using var select = Selecting(s => s.Bind(1, text));
        Assert.Equal(Encoding.UTF8.GetString(utf8), select.Text(0));
        Assert.True(select.Blob(0).SequenceEqual(utf8));
        Assert.False(select.IsNull(0));
        Assert.Equal("text", select.Text(1));

        using var bytes = Selecting(s => s.BindText(1, utf8));
        Assert.Equal(Encoding.UTF8.GetString(utf8), bytes.Text(0));
        Assert.Equal("text", bytes.Text(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(900)]
    [InlineData(4 * 1024 * 1024)]
    public void Blob_AnyLength_ComesBackThroughAFile(int length)
    {
        var blob = new byte[length];
        new Random(length).NextBytes(blob);
        using var database = new Database();
        using (var connection = database.OpenWal())
        {
            using var insert = connection.Prepare("INSERT INTO t(v) VALUES(?1)");
            insert.Bind(1, blob);
            insert.Run();
        }

        using var again = database.Open(SqliteOpenMode.ReadOnly);
        using var select = again.Prepare("SELECT v, typeof(v), length(v) FROM t");
        Assert.True(select.Step());
        Assert.True(select.Blob(0).SequenceEqual(blob));
        Assert.Equal("blob", select.Text(1));
        Assert.Equal(length, select.Int64(2));
        Assert.False(select.IsNull(0));
    }

    [Fact]
    public void Bind_BytesChangeAfterwards_TheirOldStateIsWritten()
    {
        var blob = new byte[] { 1, 2, 3 };
        using var select = _connection.Prepare("SELECT ?1");
        select.Bind(1, blob);
        blob.AsSpan().Fill(9);
        Assert.True(select.Step());
        Assert.Equal([1, 2, 3], select.Blob(0).ToArray());
    }

    [Fact]
    public void Null_BoundUnboundOrNoText_ReadsAsNothing()
    {
        using var select = _connection.Prepare("SELECT ?1, ?2, ?3");
        select.BindNull(1);
        select.Bind(2, (string?)null);
        Assert.True(select.Step());
        for (var column = 0; column < 3; column++)
        {
            Assert.True(select.IsNull(column));
            Assert.Null(select.Text(column));
            Assert.True(select.Blob(column).IsEmpty);
            Assert.Equal(0, select.Int64(column));
            Assert.Equal(0.0, select.Double(column));
        }
    }

    [Fact]
    public void Reset_AfterBinding_ForgetsValues()
    {
        using var select = _connection.Prepare("SELECT ?1");
        select.Bind(1, 7);
        Assert.True(select.Step());
        select.Reset();
        Assert.True(select.Step());
        Assert.True(select.IsNull(0));
    }

    [Fact]
    public void Step_OverRows_EndsWithFalse()
    {
        using var select = _connection.Prepare("VALUES(10),(20),(30)");
        var seen = new List<long>();
        while (select.Step()) seen.Add(select.Int64(0));
        Assert.Equal([10, 20, 30], seen);
    }

    [Fact]
    public void Column_WithoutARow_IsRefused()
    {
        using var select = _connection.Prepare("SELECT 1");
        Assert.Throws<InvalidOperationException>(() => select.Int64(0));
        Assert.True(select.Step());
        Assert.Throws<ArgumentOutOfRangeException>(() => select.Int64(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => select.Text(-1));
        Assert.False(select.Step());
        Assert.Throws<InvalidOperationException>(() => select.Blob(0).Length);
        Assert.True(select.Step());
        select.Reset();
        Assert.Throws<InvalidOperationException>(() => select.IsNull(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public void Bind_NoSuchParameter_IsOneSentence(int index)
    {
        using var select = _connection.Prepare("SELECT ?1, ?2");
        var error = Assert.Throws<SqliteException>(() => select.Bind(index, 1));
        Assert.Equal(SqliteErrorCode.Range, error.Code);
        Assert.EndsWith("count parameters from 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_InMidRow_IsMisuse()
    {
        using var select = _connection.Prepare("SELECT ?1");
        Assert.True(select.Step());
        Assert.Equal(SqliteErrorCode.Misuse, Assert.Throws<SqliteException>(() => select.Bind(1, 1)).Code);
    }

    [Fact]
    public void Run_Fails_IsResetAndRunsAgain()
    {
        _connection.Execute("CREATE TABLE u(v UNIQUE)");
        using var insert = _connection.Prepare("INSERT INTO u VALUES(?1)");
        foreach (var (value, fits) in new[] { (1, true), (1, false), (2, true) })
        {
            insert.Bind(1, value);
            if (fits) insert.Run();
            else Assert.Throws<SqliteException>(insert.Run);
        }

        Assert.Equal(3, Database.Number(_connection, "SELECT sum(v) FROM u"));
    }

    [Fact]
    public void Run_GivesRows_DoesAllOfThem()
    {
        _connection.Execute("CREATE TABLE u(v)");
        using var insert = _connection.Prepare("INSERT INTO u VALUES(1),(2),(3) RETURNING v");
        insert.Run();
        Assert.Equal(3, Database.Number(_connection, "SELECT count(*) FROM u"));
    }

    [Fact]
    public void Prepare_NotOneStatement_IsRefused()
    {
        foreach (var sql in new[] { "", "  ", "-- nothing", "SELECT 1; SELECT 2", "SELECT 1; nonsense", "SELECT 1\0" })
            Assert.Throws<ArgumentException>(() => _connection.Prepare(sql));
        foreach (var sql in new[] { "SELECT 1", "SELECT 1;", "SELECT 1; -- alone", "/* first */ SELECT 1 ;\n " })
            Assert.Equal(1, Database.Number(_connection, sql));
    }

    [Fact]
    public void Dispose_Twice_IsFineAndUseIsRefused()
    {
        var select = _connection.Prepare("SELECT 1");
        Assert.True(select.Step());
        select.Dispose();
        select.Dispose();
        select.Reset();
        Assert.Throws<ObjectDisposedException>(() => select.Step());
        Assert.Throws<ObjectDisposedException>(() => select.Int64(0));
        Assert.Throws<ObjectDisposedException>(() => select.Bind(1, 1));
    }

    [Fact]
    public void EveryCall_SteadyState_AllocatesNothing()
    {
        _connection.Execute("CREATE TABLE w(a, b, c, d, e, f)");
        using var insert = _connection.Prepare("INSERT INTO w VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
        using var select = _connection.Prepare("SELECT * FROM w WHERE rowid > ?1");
        var blob = new byte[900];
        var longText = new string('x', 5000);
        Round(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = Round(500);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(500 * (900 + 1), sum);

        long Round(int rows)
        {
            var first = _connection.LastInsertRowId;
            for (var i = 0; i < rows; i++)
            {
                insert.Bind(1, 1L);
                insert.Bind(2, 0.5);
                insert.Bind(3, blob);
                insert.BindText(4, "text"u8);
                insert.Bind(5, i % 2 == 0 ? "short" : longText);
                insert.BindNull(6);
                insert.Run();
            }

            long total = 0;
            select.Bind(1, first);
            while (select.Step()) total += select.Int64(0) + (long)select.Double(1) + select.Blob(2).Length + (select.IsNull(5) ? 0 : 1);
            select.Reset();
            return total;
        }
    }

    private SqliteStatement Selecting(Action<SqliteStatement> bind)
    {
        var select = _connection.Prepare("SELECT ?1, typeof(?1)");
        bind(select);
        Assert.True(select.Step());
        return select;
    }
}
