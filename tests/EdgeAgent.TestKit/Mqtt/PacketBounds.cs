namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Where MQTT packets begin and end in a stream of bytes.</summary>
internal sealed class PacketBounds
{
    private long _start;
    private long _end;
    private int _headerBytes;
    private int _remaining;

    /// <summary>Goes over bytes that begin at a position of the stream.</summary>
    public void Pass(ReadOnlySpan<byte> bytes, long position)
    {
        for (var i = 0; i < bytes.Length; i++) Next(bytes[i], position + i);
    }

    /// <summary>How many of these bytes reach the middle of the packet that holds one of them.</summary>
    public int Middle(ReadOnlySpan<byte> bytes, long position, int index)
    {
        var i = 0;
        for (; i <= index; i++) Next(bytes[i], position + i);
        // The length is known after at most five bytes; a piece that ends before says the rest is long.
        for (; _headerBytes > 0 && i < bytes.Length; i++) Next(bytes[i], position + i);
        var end = _headerBytes > 0 ? position + bytes.Length : _end;
        return (int)(Math.Max((_start + end) / 2, _start + 1) - position);
    }

    private void Next(byte value, long at)
    {
        if (_headerBytes == 0 && at >= _end)
        {
            _start = at;
            _headerBytes = 1;
            _remaining = 0;
        }
        else if (_headerBytes > 0)
        {
            _remaining |= (value & 0x7F) << 7 * (_headerBytes - 1);
            _headerBytes++;
            if ((value & 0x80) == 0 || _headerBytes == 5)
            {
                _end = at + 1 + _remaining;
                _headerBytes = 0;
            }
        }
    }
}
