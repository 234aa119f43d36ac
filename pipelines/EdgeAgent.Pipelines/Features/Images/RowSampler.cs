using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Takes the pixels of a target row out of a line.</summary>
internal static class RowSampler
{
    /// <summary>Elements behind a line that may be read (never used).</summary>
    public const int Overhang = 8;

    /// <summary>What both weights of a pixel add up to.</summary>
    public const int Whole = 1 << 14;

    // A line's fraction and the weights' together.
    private const float Unit = 1f / (Whole << LineBlend.FractionBits);

    /// <summary>One component, bilinear: element first · step + offset of the line and the one a step behind it.</summary>
    public static void Single(ReadOnlySpan<short> line, AxisTaps taps, int step, int offset, Span<float> row)
    {
        var first = taps.First;
        var pairs = taps.Pairs[..first.Length];
        row = row[..first.Length];
        var done = step == 1 && Sse2.IsSupported ? SingleByFour(line, first, pairs, offset, row) : 0;
        for (var i = done; i < row.Length; i++)
        {
            var at = (first[i] * step) + offset;
            row[i] = ((line[at] * (pairs[i] & 0xFFFF)) + (line[at + step] * (pairs[i] >> 16))) * Unit;
        }
    }

    /// <summary>Three components that lie beside each other, as in rgb24; bilinear.</summary>
    public static void Triple(ReadOnlySpan<short> line, AxisTaps taps, int offset, Span<float> row0, Span<float> row1, Span<float> row2)
    {
        var first = taps.First;
        var pairs = taps.Pairs[..first.Length];
        row0 = row0[..first.Length];
        row1 = row1[..first.Length];
        row2 = row2[..first.Length];
        var done = Avx2.IsSupported ? TripleByEight(line, first, pairs, offset, row0, row1, row2) : 0;
        for (var i = done; i < row0.Length; i++)
        {
            var two = line.Slice((first[i] * 3) + offset, 6);
            var (left, right) = (pairs[i] & 0xFFFF, pairs[i] >> 16);
            row0[i] = ((two[0] * left) + (two[3] * right)) * Unit;
            row1[i] = ((two[1] * left) + (two[4] * right)) * Unit;
            row2[i] = ((two[2] * left) + (two[5] * right)) * Unit;
        }
    }

    // Both source pixels of a target pixel are one 32-bit word of the line.
    private static int SingleByFour(ReadOnlySpan<short> line, ReadOnlySpan<int> first, ReadOnlySpan<int> pairs, int offset, Span<float> row)
    {
        var words = MemoryMarshal.AsBytes(line);
        var rows = MemoryMarshal.Cast<float, Vector128<float>>(row);
        var weights = MemoryMarshal.Cast<int, Vector128<short>>(pairs)[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var at = first.Slice(i * 4, 4);
            var samples = Vector128.Create(Word(words, at[0] + offset), Word(words, at[1] + offset), Word(words, at[2] + offset), Word(words, at[3] + offset)).AsInt16();
            rows[i] = Vector128.ConvertToSingle(Sse2.MultiplyAddAdjacent(samples, weights[i])) * Unit;
        }

        return rows.Length * 4;
    }

    private static int Word(ReadOnlySpan<byte> words, int sample) => BinaryPrimitives.ReadInt32LittleEndian(words[(sample * sizeof(short))..]);

    // Pixels 0 to 3 in the lower halves of four registers and 4 to 7 in the upper ones, components beside each other; then transposed.
    private static int TripleByEight(ReadOnlySpan<short> line, ReadOnlySpan<int> first, ReadOnlySpan<int> pairs, int offset, Span<float> row0, Span<float> row1, Span<float> row2)
    {
        // (r, g, b, r', g', b', …) becomes (r, r'), (g, g'), (b, b'), and nothing.
        var together = Vector256.Create(Vector128.Create((byte)0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11, 0x80, 0x80, 0x80, 0x80));
        var reds = MemoryMarshal.Cast<float, Vector256<float>>(row0);
        var greens = MemoryMarshal.Cast<float, Vector256<float>>(row1)[..reds.Length];
        var blues = MemoryMarshal.Cast<float, Vector256<float>>(row2)[..reds.Length];
        var weights = MemoryMarshal.Cast<int, Vector256<int>>(pairs)[..reds.Length];
        for (var i = 0; i < reds.Length; i++)
        {
            var at = first.Slice(i * 8, 8);
            var weight = weights[i];
            var a = Blend(line, at[0], at[4], offset, together, Avx2.Shuffle(weight, 0x00));
            var b = Blend(line, at[1], at[5], offset, together, Avx2.Shuffle(weight, 0x55));
            var c = Blend(line, at[2], at[6], offset, together, Avx2.Shuffle(weight, 0xAA));
            var d = Blend(line, at[3], at[7], offset, together, Avx2.Shuffle(weight, 0xFF));
            var redGreen = Avx2.UnpackLow(a, b).AsInt64();
            var redGreenNext = Avx2.UnpackLow(c, d).AsInt64();
            reds[i] = Vector256.ConvertToSingle(Avx2.UnpackLow(redGreen, redGreenNext).AsInt32()) * Unit;
            greens[i] = Vector256.ConvertToSingle(Avx2.UnpackHigh(redGreen, redGreenNext).AsInt32()) * Unit;
            blues[i] = Vector256.ConvertToSingle(Avx2.UnpackLow(Avx2.UnpackHigh(a, b).AsInt64(), Avx2.UnpackHigh(c, d).AsInt64()).AsInt32()) * Unit;
        }

        return reds.Length * 8;
    }

    private static Vector256<int> Blend(ReadOnlySpan<short> line, int low, int high, int offset, Vector256<byte> together, Vector256<int> weights)
    {
        var two = Vector256.Create(Vector128.Create(line[((low * 3) + offset)..]), Vector128.Create(line[((high * 3) + offset)..]));
        return Avx2.MultiplyAddAdjacent(Avx2.Shuffle(two.AsByte(), together).AsInt16(), weights.AsInt16());
    }

    /// <summary>One component of a line of floats, bilinear or the mean of an area: element (first + k) · step + offset for source pixel first + k.</summary>
    public static void Single(ReadOnlySpan<float> line, AxisTaps taps, int step, int offset, Span<float> row)
    {
        var first = taps.First;
        var weights = taps.Weights;
        row = row[..first.Length];
        if (taps.IsArea)
        {
            var count = taps.Count;
            for (var i = 0; i < row.Length; i++)
            {
                var at = (first[i] * step) + offset;
                var own = weights.Slice(i * taps.WeightStride, count[i]);
                var sum = 0f;
                foreach (var weight in own)
                {
                    sum += line[at] * weight;
                    at += step;
                }

                row[i] = sum;
            }

            return;
        }

        weights = weights[..first.Length];
        for (var i = 0; i < row.Length; i++)
        {
            var at = (first[i] * step) + offset;
            var left = line[at];
            row[i] = left + ((line[at + step] - left) * weights[i]);
        }
    }

    /// <summary>Three components that lie beside each other, as means of areas: four lanes of which the last is not used.</summary>
    public static void TripleArea(ReadOnlySpan<float> line, AxisTaps taps, int offset, Span<float> row0, Span<float> row1, Span<float> row2)
    {
        var first = taps.First;
        var count = taps.Count;
        for (var i = 0; i < first.Length; i++)
        {
            var at = (first[i] * 3) + offset;
            var sum = Vector128<float>.Zero;
            foreach (var weight in taps.Weights.Slice(i * taps.WeightStride, count[i]))
            {
                sum += Vector128.Create(line[at..]) * Vector128.Create(weight);
                at += 3;
            }

            (row0[i], row1[i], row2[i]) = (sum[0], sum[1], sum[2]);
        }
    }
}
