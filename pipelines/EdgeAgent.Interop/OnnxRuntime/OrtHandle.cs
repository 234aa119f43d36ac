using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>A native object of ONNX Runtime that keeps the objects it points into alive: disposing in any order, or never, cannot crash.</summary>
/// <remarks>Made only from a native object that exists, so a parent's reference is always given back by <see cref="ReleaseHandle"/>.</remarks>
internal abstract class OrtHandle : SafeHandle
{
    private readonly SafeHandle? _parent;

    protected OrtHandle(OrtApi api, nint value, SafeHandle? parent)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        Api = api;
        var added = false;
        parent?.DangerousAddRef(ref added);
        _parent = parent;
        SetHandle(value);
        Interlocked.Increment(ref api.OpenHandles);
    }

    public sealed override bool IsInvalid => handle == 0;

    /// <summary>The pointer, for native calls made while this object is known to be open.</summary>
    public nint Value => handle;

    protected OrtApi Api { get; }

    protected abstract void Release();

    protected sealed override bool ReleaseHandle()
    {
        Release();
        Interlocked.Decrement(ref Api.OpenHandles);
        _parent?.DangerousRelease();
        return true;
    }
}
