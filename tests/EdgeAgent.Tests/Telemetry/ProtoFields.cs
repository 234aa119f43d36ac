using System.Buffers.Binary;
using System.Text;

namespace EdgeAgent.Tests.Telemetry;

/// <summary>Reads a protobuf message field by field, without its schema.</summary>
internal sealed class ProtoFields
{
    private readonly List<(int Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtoFields(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var key = Varint(ref message);
            var length = (key & 7) switch
            {
                0 => VarintLength(message),
                1 => 8,
                2 => (int)Varint(ref message),
                5 => 4,
                _ => throw new InvalidDataException($"wire type {key & 7}"),
            };
            _fields.Add(((int)(key >> 3), message[..length]));
            message = message[length..];
        }
    }

    public IEnumerable<ProtoFields> Messages(int number) => Bytes(number).Select(b => new ProtoFields(b));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).FirstOrDefault().Span);

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).FirstOrDefault().Span);

    public ulong Fixed(int number) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(number).First().Span);

    public bool Has(int number) => Bytes(number).Any();

    private IEnumerable<ReadOnlyMemory<byte>> Bytes(int number) => _fields.Where(f => f.Number == number).Select(f => f.Bytes);

    private static int VarintLength(ReadOnlyMemory<byte> message)
    {
        var rest = message;
        Varint(ref rest);
        return message.Length - rest.Length;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[0];
            message = message[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
