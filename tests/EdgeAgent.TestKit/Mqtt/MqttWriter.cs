using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>MQTT's data types (1.5) as bytes.</summary>
internal sealed class MqttWriter
{
    private readonly List<byte> _bytes = [];

    public MqttWriter Byte(byte value)
    {
        _bytes.Add(value);
        return this;
    }

    public MqttWriter Short(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public MqttWriter Long(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public MqttWriter Variable(uint value)
    {
        do
        {
            var next = (byte)(value & 0x7F);
            value >>= 7;
            _bytes.Add(value > 0 ? (byte)(next | 0x80) : next);
        }
        while (value > 0);
        return this;
    }

    public MqttWriter Binary(ReadOnlySpan<byte> value) => Short(checked((ushort)value.Length)).Raw(value);

    public MqttWriter Text(string value) => Binary(Encoding.UTF8.GetBytes(value));

    public MqttWriter Raw(ReadOnlySpan<byte> value)
    {
        _bytes.AddRange(value);
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    /// <summary>A whole packet around this body.</summary>
    public byte[] Packet(MqttPacketType type, byte flags = 0) =>
        new MqttWriter().Byte((byte)((int)type << 4 | flags)).Variable((uint)_bytes.Count).Raw(_bytes.ToArray()).ToArray();
}
