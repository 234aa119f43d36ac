using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using static EdgeAgent.Interop.Sqlite.SqliteConstants;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>A compiled statement: bind values, step through rows, reset, again. It belongs to its connection's thread.
/// No call allocates managed memory, except <see cref="Text"/> for its result, and <see cref="Bind(int, string?)"/> when a long text first needs a buffer.</summary>
/// <remarks>Parameters count from 1, columns from 0, as in SQLite. Bound bytes are copied during the call: for an event's
/// kilobyte that costs one or two percent of its insert, less than a durable commit varies by, and no buffer has to stay in place until the row is written.</remarks>
[SkipLocalsInit]
public sealed unsafe class SqliteStatement : IDisposable
{
    private const int OnStack = 512;

    private readonly SqliteApi _api;
    private readonly SqliteConnection _connection;
    private readonly SafeSqliteStatementHandle _handle;

    // Columns of the row that Step gave; 0 while there is none.
    private int _columns;

    internal SqliteStatement(SqliteApi api, SqliteConnection connection, SafeSqliteStatementHandle handle)
    {
        _api = api;
        _connection = connection;
        _handle = handle;
    }

    /// <summary>Holds the statement to bind many parameters at once.</summary>
    /// <exception cref="ObjectDisposedException">The statement is disposed.</exception>
    public SqliteBinder Binder() => new(_api, this, _handle);

    /// <summary>Binds an integer.</summary>
    /// <exception cref="SqliteException">There is no such parameter, or the statement is not reset; so for every bind.</exception>
    public void Bind(int index, long value)
    {
        using var use = new HandleUse(_handle);
        Check(_api.BindInt64(use.Value, index, value));
    }

    /// <summary>Binds a number; not-a-number becomes NULL.</summary>
    /// <exception cref="SqliteException">As for an integer.</exception>
    public void Bind(int index, double value)
    {
        using var use = new HandleUse(_handle);
        Check(_api.BindDouble(use.Value, index, value));
    }

    /// <summary>Binds a blob; an empty one is not NULL.</summary>
    /// <exception cref="SqliteException">As for an integer, or it is over SQLite's limit.</exception>
    public void Bind(int index, ReadOnlySpan<byte> blob)
    {
        using var use = new HandleUse(_handle);
        // A null pointer would be NULL, and an empty span is one.
        byte nothing = 0;
        fixed (byte* bytes = blob) Check(_api.BindBlob(use.Value, index, bytes is null ? &nothing : bytes, blob.Length, Transient));
    }

    /// <summary>Binds text that is UTF-8 already; an empty one is not NULL. Zero bytes are kept, though SQL's own text functions stop at them.</summary>
    /// <exception cref="SqliteException">As for a blob.</exception>
    public void BindText(int index, ReadOnlySpan<byte> utf8)
    {
        using var use = new HandleUse(_handle);
        byte nothing = 0;
        fixed (byte* bytes = utf8) Check(_api.BindText(use.Value, index, bytes is null ? &nothing : bytes, utf8.Length, Transient));
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
            Span<byte> bytes = stackalloc byte[OnStack];
            BindText(index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            BindText(index, rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Binds NULL, which is also what an unbound parameter is.</summary>
    /// <exception cref="SqliteException">As for an integer.</exception>
    public void BindNull(int index)
    {
        using var use = new HandleUse(_handle);
        Check(_api.BindNull(use.Value, index));
    }

    /// <summary>Goes to the next row, or to the end. After the end, the next step begins again with the same bindings.</summary>
    /// <returns>Whether there is a row; false at the end, when all is done that the statement does.</returns>
    /// <exception cref="SqliteException">The statement failed. It is at its beginning again, with its bindings, so that another step tries once more.</exception>
    public bool Step()
    {
        using var use = new HandleUse(_handle);
        var result = _api.Step(use.Value);
        _columns = result == Row ? _api.DataCount(use.Value) : 0;
        if (result == Row) return true;
        if (result == Done) return false;
        var error = SqliteErrors.Make(_api, _handle.Connection, _connection.Path, result);
        _api.Reset(use.Value);
        throw error;
    }

    /// <summary>Goes back to the beginning and forgets all bindings; locks that a half-read query holds are given back. Never throws: errors were told by <see cref="Step"/>, and a disposed statement needs no reset.</summary>
    public void Reset()
    {
        _columns = 0;
        if (_handle.IsClosed) return;
        try
        {
            using var use = new HandleUse(_handle);
            _api.Reset(use.Value);
            _api.ClearBindings(use.Value);
        }
        catch (ObjectDisposedException)
        {
            // Disposed on another thread in between.
        }
    }

    /// <summary>Steps to the end, passing over rows, and resets, also when it fails.</summary>
    /// <exception cref="SqliteException">The statement failed.</exception>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>An integer of the row; other types as SQLite converts them, NULL as 0.</summary>
    /// <exception cref="InvalidOperationException">There is no row: <see cref="Step"/> was not called or gave false; so for every column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The row has no such column; so for every column.</exception>
    [SuppressMessage("Naming", "CA1720", Justification = "A column is read as a type, and the name says as which.")]
    public long Int64(int column)
    {
        using var use = new HandleUse(_handle);
        Require(column);
        return _api.ColumnInt64(use.Value, column);
    }

    /// <summary>A number of the row; other types as SQLite converts them, NULL as 0.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "A column is read as a type, and the name says as which.")]
    public double Double(int column)
    {
        using var use = new HandleUse(_handle);
        Require(column);
        return _api.ColumnDouble(use.Value, column);
    }

    /// <summary>The bytes of a blob or text of the row; empty for NULL. They are SQLite's own: valid until the next step, reset or dispose, or until the same column is read as something else.</summary>
    /// <exception cref="SqliteException">SQLite had no memory for it.</exception>
    public ReadOnlySpan<byte> Blob(int column)
    {
        using var use = new HandleUse(_handle);
        Require(column);
        // In this order: reading the bytes may convert them, and the length is asked of what came out.
        var bytes = _api.ColumnBlob(use.Value, column);
        var length = _api.ColumnBytes(use.Value, column);
        return bytes is not null || length == 0 ? new ReadOnlySpan<byte>(bytes, length) : throw NoMemory();
    }

    /// <summary>Text of the row, zero characters included; null for NULL, other types as SQLite writes them.</summary>
    /// <exception cref="SqliteException">SQLite had no memory for it.</exception>
    public string? Text(int column)
    {
        using var use = new HandleUse(_handle);
        Require(column);
        if (_api.ColumnType(use.Value, column) == TypeNull) return null;
        var text = _api.ColumnText(use.Value, column);
        return text is null ? throw NoMemory() : Encoding.UTF8.GetString(text, _api.ColumnBytes(use.Value, column));
    }

    /// <summary>Whether the row has NULL there.</summary>
    public bool IsNull(int column)
    {
        using var use = new HandleUse(_handle);
        Require(column);
        return _api.ColumnType(use.Value, column) == TypeNull;
    }

    /// <summary>Frees the statement; a half-read query ends.</summary>
    public void Dispose()
    {
        _columns = 0;
        _handle.Dispose();
        _connection.Forget(this);
    }

    internal SqliteException Error(int result) => SqliteErrors.Make(_api, _handle.Connection, _connection.Path, result);

    // What is not empty and comes without a pointer could not be converted or copied.
    private SqliteException NoMemory() => SqliteErrors.Make(_api, 0, _connection.Path, (int)SqliteErrorCode.NoMemory);

    private void Require(int column)
    {
        if ((uint)column < (uint)_columns) return;
        if (_columns == 0) throw new InvalidOperationException("There is no row to read: Step was not called, or gave false.");
        throw new ArgumentOutOfRangeException(nameof(column), column, $"the row has {_columns} columns, counted from 0");
    }

    private void Check(int result)
    {
        if (result != Ok) throw Error(result);
    }
}
