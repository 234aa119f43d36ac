using System.Numerics;
using System.Runtime.InteropServices;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Makes one line of floats of several rows of bytes, element by element. Plain multiplications and additions: the same bits on every CPU.</summary>
internal static class LineBlend
{
    /// <summary>line = upper + (lower − upper) · weight.</summary>
    public static void Between(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, float weight, Span<float> line)
    {
        line = line[..upper.Length];
        lower = lower[..upper.Length];
        var uppers = MemoryMarshal.Cast<byte, Vector<byte>>(upper);
        var lowers = MemoryMarshal.Cast<byte, Vector<byte>>(lower);
        var lines = MemoryMarshal.Cast<float, Vector<float>>(line);
        var weights = new Vector<float>(weight);
        for (var i = 0; i < uppers.Length && i < lowers.Length; i++)
        {
            Widen(uppers[i], out var a0, out var a1, out var a2, out var a3);
            Widen(lowers[i], out var b0, out var b1, out var b2, out var b3);
            var four = lines.Slice(i * 4, 4);
            four[0] = a0 + ((b0 - a0) * weights);
            four[1] = a1 + ((b1 - a1) * weights);
            four[2] = a2 + ((b2 - a2) * weights);
            four[3] = a3 + ((b3 - a3) * weights);
        }

        for (var i = uppers.Length * Vector<byte>.Count; i < upper.Length; i++) line[i] = upper[i] + ((lower[i] - upper[i]) * weight);
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

    /// <summary>As <see cref="Between(ReadOnlySpan{byte}, ReadOnlySpan{byte}, float, Span{float})"/>, of 16-bit samples as levels of 0..255.</summary>
    public static void Between(ReadOnlySpan<ushort> upper, ReadOnlySpan<ushort> lower, float weight, Span<float> line)
    {
        for (var i = 0; i < upper.Length; i++)
        {
            var above = upper[i] * (1f / 257);
            line[i] = above + (((lower[i] * (1f / 257)) - above) * weight);
        }
    }

    /// <summary>As <see cref="Add(ReadOnlySpan{byte}, float, bool, Span{float})"/>, of 16-bit samples as levels of 0..255.</summary>
    public static void Add(ReadOnlySpan<ushort> row, float weight, bool isFirst, Span<float> line)
    {
        if (isFirst) line[..row.Length].Clear();
        for (var i = 0; i < row.Length; i++) line[i] += row[i] * (1f / 257) * weight;
    }

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
