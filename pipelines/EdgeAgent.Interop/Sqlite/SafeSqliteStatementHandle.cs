using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>Owns a <c>sqlite3_stmt*</c> and keeps its connection open.</summary>
/// <remarks>A connection without mutexes must not be touched by the finalizer thread while it is in use. It cannot be: <see cref="SqliteConnection"/> holds
/// on to every statement that was not disposed, so that the collector sees them only together with the connection.</remarks>
internal sealed unsafe class SafeSqliteStatementHandle : SafeHandle
{
    private readonly SafeSqliteHandle _connection;

    public SafeSqliteStatementHandle(SafeSqliteHandle connection, nint statement) : base(invalidHandleValue: 0, ownsHandle: true)
    {
        var added = false;
        connection.DangerousAddRef(ref added);
        _connection = connection;
        SetHandle(statement);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The connection's pointer, valid as long as this object is open.</summary>
    public nint Connection => _connection.DangerousGetHandle();

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        // It answers with the error of the last step, which was told then.
        _connection.Api.Finish(handle);
        _connection.DangerousRelease();
        return true;
    }
}
