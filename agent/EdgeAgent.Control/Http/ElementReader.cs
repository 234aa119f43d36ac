using System.Buffers.Binary;
using System.Text.Json;
using EdgeAgent.Control.Inference;
using EdgeAgent.Core.Control.Inference;
using Microsoft.AspNetCore.Http;

namespace EdgeAgent.Control.Http;

/// <summary>Reads the elements of a tensor from JSON: one array, or arrays in arrays, row after row.</summary>
internal static class ElementReader
{
    /// <summary>Reads them.</summary>
    /// <param name="reader">On the outermost array.</param>
    /// <param name="name">The tensor.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="elements">How many there must be.</param>
    /// <exception cref="HttpProblemException">There are more or less, or one is none of the type.</exception>
    public static byte[] Read(ref Utf8JsonReader reader, string name, TensorType type, int elements)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Invalid($"data of input {TensorWords.Short(name)} must be an array");
        var size = type.Size();
        var bytes = new GrowingBytes((long)elements * size);
        var (depth, count) = (1, 0);
        Span<byte> element = stackalloc byte[8];
        while (depth > 0 && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    depth++;
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    break;
                default:
                    if (count++ == elements) throw Invalid($"data of input {TensorWords.Short(name)} has more than the {elements} elements of its shape");
                    Write(ref reader, name, type, element);
                    bytes.Add(element[..size]);
                    break;
            }
        }

        return count == elements ? bytes.ToArray() : throw Invalid($"data of input {TensorWords.Short(name)} has {count} elements, and its shape makes {elements}");
    }

    private static void Write(ref Utf8JsonReader reader, string name, TensorType type, scoped Span<byte> to)
    {
        var done = reader.TokenType switch
        {
            JsonTokenType.True or JsonTokenType.False when type == TensorType.Bool => Put(to, reader.TokenType == JsonTokenType.True),
            JsonTokenType.Number => WriteNumber(ref reader, type, to),
            _ => false,
        };
        if (!done) throw Invalid($"data of input {TensorWords.Short(name)} holds something that is no {TensorWords.Of(type)}");
    }

    private static bool WriteNumber(ref Utf8JsonReader reader, TensorType type, scoped Span<byte> to)
    {
        switch (type)
        {
            case TensorType.Float32:
                if (!reader.TryGetSingle(out var single) || !float.IsFinite(single)) return false;
                BinaryPrimitives.WriteSingleLittleEndian(to, single);
                return true;
            case TensorType.Float64:
                if (!reader.TryGetDouble(out var number) || !double.IsFinite(number)) return false;
                BinaryPrimitives.WriteDoubleLittleEndian(to, number);
                return true;
            case TensorType.Float16:
                if (!reader.TryGetSingle(out var wide) || !Half.IsFinite((Half)wide)) return false;
                BinaryPrimitives.WriteHalfLittleEndian(to, (Half)wide);
                return true;
            case TensorType.UInt64:
                if (!reader.TryGetUInt64(out var unsigned)) return false;
                BinaryPrimitives.WriteUInt64LittleEndian(to, unsigned);
                return true;
            default:
                if (!reader.TryGetInt64(out var whole) || !Fits(type, whole)) return false;
                // Little-endian: the low bytes come first, and are all that a narrower type has.
                BinaryPrimitives.WriteInt64LittleEndian(to, whole);
                return true;
        }
    }

    private static bool Fits(TensorType type, long value) => type switch
    {
        TensorType.Bool => value is 0 or 1,
        TensorType.UInt8 => value is >= byte.MinValue and <= byte.MaxValue,
        TensorType.UInt16 => value is >= ushort.MinValue and <= ushort.MaxValue,
        TensorType.UInt32 => value is >= uint.MinValue and <= uint.MaxValue,
        TensorType.Int8 => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        TensorType.Int16 => value is >= short.MinValue and <= short.MaxValue,
        TensorType.Int32 => value is >= int.MinValue and <= int.MaxValue,
        _ => true,
    };

    private static bool Put(Span<byte> to, bool value)
    {
        to[0] = value ? (byte)1 : (byte)0;
        return true;
    }

    private static HttpProblemException Invalid(string sentence) => new(StatusCodes.Status400BadRequest, sentence);
}
