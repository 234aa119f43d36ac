using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>Owns a cell that holds the head of a <c>mosquitto_property</c> list, which is how the library's functions take a list that grows.</summary>
internal sealed unsafe class SafePropertyList : SafeHandle
{
    public SafePropertyList() : base(invalidHandleValue: 0, ownsHandle: true)
    {
        var cell = (nint*)NativeMemory.AllocZeroed((nuint)sizeof(nint));
        SetHandle((nint)cell);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The cell. Valid while this object is alive and not disposed.</summary>
    public nint* Cell => IsClosed ? throw new ObjectDisposedException(nameof(MosquittoProperties)) : (nint*)handle;

    /// <summary>Frees what is in the list.</summary>
    public void Clear() => MosquittoApi.Instance.FreeProperties(Cell);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        var cell = (nint*)handle;
        if (*cell != 0) MosquittoApi.Instance.FreeProperties(cell);
        NativeMemory.Free(cell);
        return true;
    }
}
