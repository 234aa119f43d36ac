using System.Buffers;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>The buffer of a binding's input as memory that several threads can be given. Each look at it asks the binding, so that one that is disposed is noticed.</summary>
/// <typeparam name="T">Type of the elements.</typeparam>
internal sealed class InputMemory<T>(OrtBinding binding, int index) : MemoryManager<T> where T : unmanaged
{
    /// <inheritdoc/>
    public override Span<T> GetSpan() => binding.Input<T>(index);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("the buffer of a binding is native memory; look at its span instead");

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // The binding owns the buffer.
    }
}
