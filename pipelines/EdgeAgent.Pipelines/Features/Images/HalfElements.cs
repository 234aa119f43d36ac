using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>16-bit floats (IEEE 754 binary16), rounded to the nearest, ties to even, as <see cref="Half"/> does.</summary>
internal readonly struct HalfElements : ITensorElements<Half>
{
    // 2⁻¹⁴, the smallest normal half, and 65520, from which on a number is rounded to infinity.
    private const uint SmallestNormal = 0x38800000, Infinite = 0x477FF000;

    // ½: added to a number below 2⁻¹⁴ it leaves multiples of 2⁻²⁴, the step of such halves, in the last bits.
    private const uint SubnormalMagic = 0x3F000000;

    // Takes the exponent's bias from 127 to 15 and adds half a step, less one where ties go down.
    private const uint Rebias = 0xC8000FFF;

    /// <inheritdoc/>
    public static void Write(ReadOnlySpan<float> levels, float scale, float bias, Span<Half> row)
    {
        row = row[..levels.Length];
        var from = MemoryMarshal.Cast<float, Vector<float>>(levels);
        var to = MemoryMarshal.Cast<Half, Vector<ushort>>(row);
        var (factor, offset) = (new Vector<float>(scale), new Vector<float>(bias));
        for (var i = 0; i < to.Length; i++)
        {
            var two = from.Slice(i * 2, 2);
            to[i] = Vector.Narrow(Bits((two[0] * factor) + offset), Bits((two[1] * factor) + offset));
        }

        for (var i = to.Length * Vector<ushort>.Count; i < levels.Length; i++) row[i] = (Half)((levels[i] * scale) + bias);
    }

    /// <inheritdoc/>
    public static Half Convert(float value) => (Half)value;

    private static Vector<uint> Bits(Vector<float> values)
    {
        var bits = Vector.AsVectorUInt32(values);
        var sign = bits & new Vector<uint>(0x80000000);
        var magnitude = bits ^ sign;
        var odd = (magnitude >> 13) & Vector<uint>.One;
        var normal = (magnitude + new Vector<uint>(Rebias) + odd) >> 13;
        var magic = new Vector<uint>(SubnormalMagic);
        var subnormal = Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude) + Vector.AsVectorSingle(magic)) - magic;
        var half = Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<uint>(SmallestNormal)), subnormal, normal);
        half = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(magnitude, new Vector<uint>(Infinite)), new Vector<uint>(0x7C00), half);
        return half | (sign >> 16);
    }
}
