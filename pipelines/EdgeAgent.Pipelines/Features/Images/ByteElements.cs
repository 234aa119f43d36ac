using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Unsigned bytes, rounded to the nearest, ties to even, and clipped to 0..255.</summary>
internal readonly struct ByteElements : ITensorElements<byte>
{
    // 1.5 · 2²³: the sum has no room for fractions, and so rounds them as the processor rounds.
    private const float Rounding = 12582912;

    /// <inheritdoc/>
    public static void Write(ReadOnlySpan<float> levels, float scale, float bias, Span<byte> row)
    {
        row = row[..levels.Length];
        var from = MemoryMarshal.Cast<float, Vector<float>>(levels);
        var to = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        var (factor, offset) = (new Vector<float>(scale), new Vector<float>(bias));
        for (var i = 0; i < to.Length; i++)
        {
            var four = from.Slice(i * 4, 4);
            to[i] = Vector.Narrow(
                Vector.Narrow(Rounded((four[0] * factor) + offset), Rounded((four[1] * factor) + offset)),
                Vector.Narrow(Rounded((four[2] * factor) + offset), Rounded((four[3] * factor) + offset)));
        }

        for (var i = to.Length * Vector<byte>.Count; i < levels.Length; i++) row[i] = Convert((levels[i] * scale) + bias);
    }

    /// <inheritdoc/>
    public static byte Convert(float value) => (byte)(Math.Clamp(value, 0, 255) + Rounding - Rounding);

    private static Vector<uint> Rounded(Vector<float> values)
    {
        var clipped = Vector.Min(Vector.Max(values, Vector<float>.Zero), new Vector<float>(255));
        return Vector.AsVectorUInt32(Vector.ConvertToInt32(clipped + new Vector<float>(Rounding) - new Vector<float>(Rounding)));
    }
}
