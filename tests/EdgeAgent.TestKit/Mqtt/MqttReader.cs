using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>MQTT's data types (1.5) out of bytes; everything the specification forbids is an <see cref="MqttProtocolException"/>.</summary>
internal ref struct MqttReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte(string what) => Take(1, what)[0];

    public ushort Short(string what) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, what));

    public uint Long(string what) => BinaryPrimitives.ReadUInt32BigEndian(Take(4, what));

    public byte[] Binary(string what) => Take(Short(what), what).ToArray();

    public byte[] Remaining() => Take(_rest.Length, "rest").ToArray();

    public string Text(string what)
    {
        var bytes = Take(Short(what), what);
        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new MqttProtocolException($"{what} is not well-formed UTF-8");
        }

        if (text.Contains('\0', StringComparison.Ordinal)) throw new MqttProtocolException($"{what} holds U+0000");
        return text;
    }

    public uint Variable(string what)
    {
        uint value = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            var next = Byte(what);
            value |= (uint)(next & 0x7F) << shift;
            if ((next & 0x80) != 0) continue;
            if (next == 0 && shift > 0) throw new MqttProtocolException($"{what} is not encoded in the fewest bytes");
            return value;
        }

        throw new MqttProtocolException($"{what} has more than four bytes");
    }

    public ReadOnlySpan<byte> Take(int length, string what)
    {
        if (length > _rest.Length) throw new MqttProtocolException($"{what} is cut off: {length} bytes declared, {_rest.Length} left");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
