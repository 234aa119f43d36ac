namespace EdgeAgent.Control.Http;

/// <summary>Bytes that come one by one. What is taken grows with what has come: a shape that lies takes no memory.</summary>
/// <param name="expected">How many are expected.</param>
internal sealed class GrowingBytes(long expected)
{
    private const int FirstPart = 4096;

    private byte[] _bytes = new byte[Math.Min(expected, FirstPart)];
    private int _length;

    /// <summary>Appends some.</summary>
    public void Add(ReadOnlySpan<byte> more)
    {
        if (_length + more.Length > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Min(expected, Math.Max(FirstPart, 2L * _bytes.Length)));
        more.CopyTo(_bytes.AsSpan(_length));
        _length += more.Length;
    }

    /// <summary>What has come.</summary>
    public byte[] ToArray() => _length == _bytes.Length ? _bytes : _bytes[.._length];
}
