using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>Zeroed native memory that a tensor lies in. Aligned to a cache line, which is also the widest vector register.</summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    private const nuint Alignment = 64;

    public NativeBuffer(nuint bytes)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        Bytes = bytes;
        // A tensor of no elements still needs an address.
        var memory = NativeMemory.AlignedAlloc(Math.Max(bytes, 1), Alignment);
        NativeMemory.Clear(memory, bytes);
        SetHandle((nint)memory);
    }

    public nuint Bytes { get; }

    public override bool IsInvalid => handle == 0;

    public void* Pointer => (void*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
