using System.Runtime.Intrinsics;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Takes the pixels of a target row out of a line.</summary>
internal static class RowSampler
{
    /// <summary>Elements behind a line that may be read (never used).</summary>
    public const int Overhang = 8;

    /// <summary>One component: element (first + k) · step + offset of the line for source pixel first + k.</summary>
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

    /// <summary>Three components that lie beside each other, as in rgb24: four lanes of which the last is not used.</summary>
    public static void Triple(ReadOnlySpan<float> line, AxisTaps taps, int offset, Span<float> row0, Span<float> row1, Span<float> row2)
    {
        var first = taps.First;
        var weights = taps.Weights;
        row0 = row0[..first.Length];
        row1 = row1[..first.Length];
        row2 = row2[..first.Length];
        if (taps.IsArea)
        {
            var count = taps.Count;
            for (var i = 0; i < row0.Length; i++)
            {
                var at = (first[i] * 3) + offset;
                var sum = Vector128<float>.Zero;
                foreach (var weight in weights.Slice(i * taps.WeightStride, count[i]))
                {
                    sum += Vector128.Create(line[at..]) * Vector128.Create(weight);
                    at += 3;
                }

                (row0[i], row1[i], row2[i]) = (sum[0], sum[1], sum[2]);
            }

            return;
        }

        weights = weights[..first.Length];
        for (var i = 0; i < row0.Length; i++)
        {
            var two = line.Slice((first[i] * 3) + offset, 7);
            var left = Vector128.Create(two);
            var pixel = left + ((Vector128.Create(two[3..]) - left) * Vector128.Create(weights[i]));
            row0[i] = pixel[0];
            row1[i] = pixel[1];
            row2[i] = pixel[2];
        }
    }
}
