using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Makes one line of several rows, element by element. Whole numbers, or plain multiplications and additions of floats: the same bits on every CPU.</summary>
internal static class LineBlend
{
    /// <summary>Bits of fraction in a line of 16-bit numbers.</summary>
    public const int FractionBits = 7;

    /// <summary>line = 128 · (upper + (lower − upper) · weight), rounded to the nearest: 7 bits of fraction.</summary>
    /// <param name="upper">The row above.</param>
    /// <param name="lower">The row below.</param>
    /// <param name="weight">Weight of the row below, 0..32767 of 32768.</param>
    /// <param name="line">Takes 0..32640.</param>
    public static void Between(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, short weight, Span<short> line)
    {
        line = line[..upper.Length];
        lower = lower[..upper.Length];
        var uppers = MemoryMarshal.Cast<byte, Vector128<byte>>(upper);
        var lowers = MemoryMarshal.Cast<byte, Vector128<byte>>(lower)[..uppers.Length];
        var lines = MemoryMarshal.Cast<short, Vector256<short>>(line)[..uppers.Length];
        var weights = Vector256.Create(weight);
        for (var i = 0; i < uppers.Length; i++)
        {
            var above = Wide(uppers[i]);
            lines[i] = (above << FractionBits) + MultiplyHigh((Wide(lowers[i]) - above) << FractionBits, weights);
        }

        for (var i = uppers.Length * Vector128<byte>.Count; i < upper.Length; i++)
            line[i] = (short)((upper[i] << FractionBits) + Half(((lower[i] - upper[i]) << FractionBits) * weight));
    }

    /// <summary>line = row · weight, or line += row · weight.</summary>
    public static void Add(ReadOnlySpan<byte> row, float weight, bool isFirst, Span<float> line)
    {
        line = line[..row.Length];
        if (isFirst) line.Clear();
        var rows = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        var lines = MemoryMarshal.Cast<float, Vector<float>>(line);
        var weights = new Vector<float>(weight);
        for (var i = 0; i < rows.Length; i++)
        {
            Widen(rows[i], out var a0, out var a1, out var a2, out var a3);
            var four = lines.Slice(i * 4, 4);
            four[0] += a0 * weights;
            four[1] += a1 * weights;
            four[2] += a2 * weights;
            four[3] += a3 * weights;
        }

        for (var i = rows.Length * Vector<byte>.Count; i < row.Length; i++) line[i] += row[i] * weight;
    }

    /// <summary>As <see cref="Add(ReadOnlySpan{byte}, float, bool, Span{float})"/>, of 16-bit samples as levels of 0..255.</summary>
    public static void Add(ReadOnlySpan<ushort> row, float weight, bool isFirst, Span<float> line)
    {
        line = line[..row.Length];
        if (isFirst) line.Clear();
        var rows = MemoryMarshal.Cast<ushort, Vector<ushort>>(row);
        var lines = MemoryMarshal.Cast<float, Vector<float>>(line);
        var weights = new Vector<float>(weight * (1f / 257));
        for (var i = 0; i < rows.Length; i++)
        {
            Vector.Widen(rows[i], out var low, out var high);
            var two = lines.Slice(i * 2, 2);
            two[0] += Vector.ConvertToSingle(Vector.AsVectorInt32(low)) * weights;
            two[1] += Vector.ConvertToSingle(Vector.AsVectorInt32(high)) * weights;
        }

        for (var i = rows.Length * Vector<ushort>.Count; i < row.Length; i++) line[i] += row[i] * (weight * (1f / 257));
    }

    private static Vector256<short> Wide(Vector128<byte> bytes) =>
        Avx2.IsSupported ? Avx2.ConvertToVector256Int16(bytes) : Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)).AsInt16();

    // a · b / 2¹⁵, rounded to the nearest: the one instruction for it exists everywhere, but has no common name.
    private static Vector256<short> MultiplyHigh(Vector256<short> a, Vector256<short> b) =>
        Avx2.IsSupported ? Avx2.MultiplyHighRoundScale(a, b) : Vector256.Create(MultiplyHigh(a.GetLower(), b.GetLower()), MultiplyHigh(a.GetUpper(), b.GetUpper()));

    private static Vector128<short> MultiplyHigh(Vector128<short> a, Vector128<short> b)
    {
        if (Ssse3.IsSupported) return Ssse3.MultiplyHighRoundScale(a, b);
        if (AdvSimd.IsSupported) return AdvSimd.MultiplyRoundedDoublingSaturateHigh(a, b);
        var (aLow, aHigh) = Vector128.Widen(a);
        var (bLow, bHigh) = Vector128.Widen(b);
        var half = Vector128.Create(1 << 14);
        return Vector128.Narrow(((aLow * bLow) + half) >> 15, ((aHigh * bHigh) + half) >> 15);
    }

    private static int Half(int product) => (product + (1 << 14)) >> 15;

    private static void Widen(Vector<byte> bytes, out Vector<float> a, out Vector<float> b, out Vector<float> c, out Vector<float> d)
    {
        Vector.Widen(bytes, out var low, out var high);
        Vector.Widen(low, out var first, out var second);
        Vector.Widen(high, out var third, out var fourth);
        a = Vector.ConvertToSingle(Vector.AsVectorInt32(first));
        b = Vector.ConvertToSingle(Vector.AsVectorInt32(second));
        c = Vector.ConvertToSingle(Vector.AsVectorInt32(third));
        d = Vector.ConvertToSingle(Vector.AsVectorInt32(fourth));
    }
}
