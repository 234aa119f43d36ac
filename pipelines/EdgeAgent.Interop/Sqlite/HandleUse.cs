using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Sqlite;

/// <summary>Keeps a native object open during one call, also when another thread disposes it meanwhile.</summary>
internal readonly ref struct HandleUse : IDisposable
{
    private readonly SafeHandle _handle;

    /// <exception cref="ObjectDisposedException">The object is closed.</exception>
    public HandleUse(SafeHandle handle)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        _handle = handle;
        Value = handle.DangerousGetHandle();
    }

    /// <summary>The pointer, valid until <see cref="Dispose"/>.</summary>
    public nint Value { get; }

    /// <summary>Ends the use.</summary>
    public void Dispose() => _handle.DangerousRelease();
}
