using System.Buffers;
using System.Text;

namespace EdgeAgent.Interop.Mosquitto;

/// <summary>A text as C wants it: UTF-8 with a zero at the end, in the caller's stack space or, where that is too small, in a rented buffer.</summary>
internal ref struct NativeText
{
    /// <summary>Stack space that holds nearly every topic and property.</summary>
    public const int StackBytes = 256;

    private byte[]? _rented;

    /// <param name="text">UTF-8 without a zero byte.</param>
    /// <param name="space">The caller's stack space.</param>
    public NativeText(ReadOnlySpan<byte> text, Span<byte> space)
    {
        Bytes = text.Length < space.Length ? space : _rented = ArrayPool<byte>.Shared.Rent(text.Length + 1);
        text.CopyTo(Bytes);
        Bytes[text.Length] = 0;
        Length = text.Length;
    }

    /// <param name="text">Any text; what is no Unicode becomes U+FFFD.</param>
    /// <param name="space">The caller's stack space.</param>
    public NativeText(string text, Span<byte> space)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Bytes = most < space.Length ? space : _rented = ArrayPool<byte>.Shared.Rent(most + 1);
        Length = Encoding.UTF8.GetBytes(text, Bytes);
        Bytes[Length] = 0;
    }

    /// <summary>The text and its zero, and whatever lies behind.</summary>
    public Span<byte> Bytes { get; }

    /// <summary>Bytes of the text, without the zero.</summary>
    public int Length { get; }

    /// <summary>The text without the zero.</summary>
    public readonly ReadOnlySpan<byte> Text => Bytes[..Length];

    /// <summary>Returns what was rented, cleared: some texts are secrets.</summary>
    public void Dispose()
    {
        if (_rented is null) return;
        ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
        _rented = null;
    }
}
