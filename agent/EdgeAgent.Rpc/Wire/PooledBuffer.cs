using System.Buffers;

namespace EdgeAgent.Rpc.Wire;

/// <summary>Bytes in one rented array that grows up to a limit. Whoever makes it disposes it.</summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    private readonly int _limit;
    private byte[] _array;

    /// <summary>Rents room.</summary>
    /// <param name="capacity">Bytes that will probably be written.</param>
    /// <param name="limit">Bytes that may be written at most.</param>
    public PooledBuffer(int capacity, int limit)
    {
        _limit = limit;
        _array = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));
    }

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    /// <exception cref="PooledBufferLimitException">More was written than the limit allows.</exception>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _array.Length - Length) throw new InvalidOperationException("more was written than there was room for");
        if (count > _limit - Length) throw new PooledBufferLimitException();
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_array);
        _array = [];
        Length = 0;
    }

    private void Reserve(int sizeHint)
    {
        var needed = Math.Max(sizeHint, 1);
        if (_array.Length - Length >= needed) return;
        var wanted = Math.Max((long)Length + needed, 2L * _array.Length);
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(wanted, Array.MaxLength));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
