using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using static EdgeAgent.Interop.Sqlite.SqliteConstants;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>Binds many parameters of a statement: as <see cref="SqliteStatement"/>'s own methods, but the statement is held once for all of them, which for a row of eleven is a good part of what binding costs.
/// Gives the statement back when it is disposed; step after that.</summary>
[SkipLocalsInit]
public readonly unsafe ref struct SqliteBinder : IDisposable
{
    private const int OnStack = 512;

    private readonly SqliteApi _api;
    private readonly SqliteStatement _statement;
    private readonly HandleUse _use;

    internal SqliteBinder(SqliteApi api, SqliteStatement statement, SafeSqliteStatementHandle handle)
    {
        (_api, _statement) = (api, statement);
        _use = new HandleUse(handle);
    }

    /// <summary>Binds an integer.</summary>
    /// <exception cref="SqliteException">There is no such parameter, or the statement is not reset; so for every bind.</exception>
    public void Bind(int index, long value) => Check(_api.BindInt64(_use.Value, index, value));

    /// <summary>Binds a number; not-a-number becomes NULL.</summary>
    /// <exception cref="SqliteException">As for an integer.</exception>
    public void Bind(int index, double value) => Check(_api.BindDouble(_use.Value, index, value));

    /// <summary>Binds NULL.</summary>
    /// <exception cref="SqliteException">As for an integer.</exception>
    public void BindNull(int index) => Check(_api.BindNull(_use.Value, index));

    /// <summary>Binds a blob; an empty one is not NULL.</summary>
    /// <exception cref="SqliteException">As for an integer, or it is over SQLite's limit.</exception>
    public void Bind(int index, ReadOnlySpan<byte> blob)
    {
        // A null pointer would be NULL, and an empty span is one.
        byte nothing = 0;
        fixed (byte* bytes = blob) Check(_api.BindBlob(_use.Value, index, bytes is null ? &nothing : bytes, blob.Length, Transient));
    }

    /// <summary>Binds text, or NULL for null. Half a surrogate pair becomes U+FFFD.</summary>
    /// <exception cref="SqliteException">As for a blob.</exception>
    public void Bind(int index, string? text)
    {
        if (text is null)
        {
            BindNull(index);
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= OnStack)
        {
            var bytes = stackalloc byte[OnStack];
            Check(_api.BindText(_use.Value, index, bytes, Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, OnStack)), Transient));
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            fixed (byte* bytes = rented) Check(_api.BindText(_use.Value, index, bytes, Encoding.UTF8.GetBytes(text, rented), Transient));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Gives the statement back.</summary>
    public void Dispose() => _use.Dispose();

    private void Check(int result)
    {
        if (result != Ok) throw _statement.Error(result);
    }
}
