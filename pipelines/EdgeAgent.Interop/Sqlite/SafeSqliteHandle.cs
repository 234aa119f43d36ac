using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>Owns a <c>sqlite3*</c>. Statements hold references, so it closes after the last of them.</summary>
internal sealed unsafe class SafeSqliteHandle : SafeHandle
{
    public SafeSqliteHandle(SqliteApi api, nint connection) : base(invalidHandleValue: 0, ownsHandle: true)
    {
        Api = api;
        SetHandle(connection);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The library that made it.</summary>
    public SqliteApi Api { get; }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Api.Close(handle) == SqliteConstants.Ok;
}
