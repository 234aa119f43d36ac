using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace EdgeAgent.Delivery.Store;

/// <summary>CRC-32C over the columns of a row. SQLite does not checksum its pages, so the rows that matter carry a check of their own.</summary>
internal struct RowCheck
{
    private const int OnStack = 128;

    private uint _crc;

    /// <summary>A check over nothing.</summary>
    public RowCheck() => _crc = uint.MaxValue;

    /// <summary>The check so far; never negative.</summary>
    public readonly long Value => _crc ^ uint.MaxValue;

    /// <summary>Includes a number.</summary>
    public void Add(long value) => _crc = BitOperations.Crc32C(_crc, unchecked((ulong)value));

    /// <summary>Includes a number or its absence, which differs from every number that is stored.</summary>
    public void Add(long? value) => Add(value ?? long.MinValue);

    /// <summary>Includes a number.</summary>
    public void Add(double value) => Add(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Includes a text with its length; null differs from the empty one.</summary>
    public void Add(string? text)
    {
        Add(text is null ? -1L : text.Length);
        if (string.IsNullOrEmpty(text)) return;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        // Zeroed each time, so no larger than a name usually is.
        Span<byte> bytes = rented ?? stackalloc byte[OnStack];
        Update(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Includes bytes with their length.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((long)bytes.Length);
        Update(bytes);
    }

    private void Update(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            _crc = BitOperations.Crc32C(_crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) _crc = BitOperations.Crc32C(_crc, b);
    }
}
