using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeAgent.Pipelines.Levels;

/// <summary>What one pass over a tile of samples gives.</summary>
/// <remarks>
/// Vectors of 128 bits whatever the processor has: the order of all sums, and so every figure, is the same on each machine.
/// Sums are taken about the first sample, so that a faint sound on a large DC offset does not drown in rounding.
/// </remarks>
/// <param name="Sum">Sum of the samples.</param>
/// <param name="SumOfSquares">Sum of their squares.</param>
/// <param name="Variance">Mean square about the tile's own mean.</param>
/// <param name="Min">Smallest sample.</param>
/// <param name="Max">Largest sample.</param>
/// <param name="AllOnes">Bits that are 1 in every sample, as whole numbers of <see cref="BitScale"/>.</param>
/// <param name="AnyOnes">Bits that are 1 in some sample.</param>
/// <param name="HoldsRun">Whether a run of <see cref="RunTracker.ShortestRun"/> identical samples may lie within the tile; where it does, this is true.</param>
internal readonly record struct TileLevels(double Sum, double SumOfSquares, double Variance, float Min, float Max, int AllOnes, int AnyOnes, bool HoldsRun)
{
    /// <summary>Full scale as a whole number: samples of up to 24 bits lie on it exactly.</summary>
    public const int BitScale = 1 << 23;

    private const int Group = 16;

    /// <summary>Looks at a tile.</summary>
    /// <param name="tile">Samples, all finite; at least one.</param>
    public static TileLevels Measure(ReadOnlySpan<float> tile)
    {
        var first = tile[0];
        var pivot = Vector128.Create(first);
        var scale = Vector128.Create((float)BitScale);
        Vector128<float> sum = Vector128<float>.Zero, otherSum = sum, squares = sum, otherSquares = sum, min = pivot, max = pivot;
        var allOnes = Vector128<int>.AllBitsSet;
        var anyOnes = Vector128<int>.Zero;
        var holdsRun = false;
        // Each sample is compared with the next, so the last one is left to the rest.
        var grouped = (tile.Length - 1) / Group * Group;
        var here = MemoryMarshal.Cast<float, Vector128<float>>(tile[..grouped]);
        var next = MemoryMarshal.Cast<float, Vector128<float>>(tile.Slice(1, grouped));
        for (var i = 0; i + 3 < here.Length && i + 3 < next.Length; i += 4)
        {
            var (a, b, c, d) = (here[i], here[i + 1], here[i + 2], here[i + 3]);
            var same = Vector128.Equals(a.AsInt32(), next[i].AsInt32()) & Vector128.Equals(b.AsInt32(), next[i + 1].AsInt32())
                & Vector128.Equals(c.AsInt32(), next[i + 2].AsInt32()) & Vector128.Equals(d.AsInt32(), next[i + 3].AsInt32());
            holdsRun |= Vector128.EqualsAll(same, Vector128<int>.AllBitsSet);
            min = Vector128.MinNative(min, Vector128.MinNative(Vector128.MinNative(a, b), Vector128.MinNative(c, d)));
            max = Vector128.MaxNative(max, Vector128.MaxNative(Vector128.MaxNative(a, b), Vector128.MaxNative(c, d)));
            var (p, q, r, s) = (Vector128.ConvertToInt32Native(a * scale), Vector128.ConvertToInt32Native(b * scale), Vector128.ConvertToInt32Native(c * scale), Vector128.ConvertToInt32Native(d * scale));
            allOnes &= p & q & r & s;
            anyOnes |= p | q | r | s;
            (a, b, c, d) = (a - pivot, b - pivot, c - pivot, d - pivot);
            sum += a + b;
            otherSum += c + d;
            squares += (a * a) + (b * b);
            otherSquares += (c * c) + (d * d);
        }

        var total = Total(sum) + Total(otherSum);
        var totalSquares = Total(squares) + Total(otherSquares);
        var (ones, any) = (AllOf(allOnes), AnyOf(anyOnes));
        var (low, high) = (first, first);
        for (var lane = 0; lane < Vector128<float>.Count; lane++) (low, high) = (Math.Min(low, min[lane]), Math.Max(high, max[lane]));
        foreach (var sample in tile[grouped..])
        {
            var bits = (int)(sample * BitScale);
            ones &= bits;
            any |= bits;
            (low, high) = (Math.Min(low, sample), Math.Max(high, sample));
            var distance = (double)sample - first;
            total += distance;
            totalSquares += distance * distance;
        }

        if (!double.IsFinite(total + totalSquares)) (total, totalSquares) = InDoubles(tile, first);
        double frames = tile.Length;
        return new TileLevels(
            total + (frames * first),
            totalSquares + (2.0 * first * total) + (frames * first * first),
            Math.Max(0, (totalSquares - (total * total / frames)) / frames),
            low, high, ones, any, holdsRun);
    }

    /// <summary>Samples beyond a limit on either side.</summary>
    public static int CountBeyond(ReadOnlySpan<float> tile, float limit)
    {
        var count = 0;
        foreach (var sample in tile) count += Math.Abs(sample) >= limit ? 1 : 0;
        return count;
    }

    /// <summary>Samples of one value beside another one of that value: flat tops.</summary>
    public static int CountFlat(ReadOnlySpan<float> tile, float value)
    {
        var count = 0;
        for (int i = 1, last = -1; i < tile.Length; i++)
        {
            if (tile[i] != value || tile[i - 1] != value) continue;
            count += last == i - 1 ? 1 : 2;
            last = i;
        }

        return count;
    }

    // Bytes that are no samples may be numbers whose squares no float holds; doubles hold them all.
    private static (double Total, double TotalSquares) InDoubles(ReadOnlySpan<float> tile, float first)
    {
        var (total, totalSquares) = (0.0, 0.0);
        foreach (var sample in tile)
        {
            var distance = (double)sample - first;
            total += distance;
            totalSquares += distance * distance;
        }

        return (total, totalSquares);
    }

    private static double Total(Vector128<float> lanes) => (double)lanes[0] + lanes[1] + lanes[2] + lanes[3];

    private static int AllOf(Vector128<int> lanes) => lanes[0] & lanes[1] & lanes[2] & lanes[3];

    private static int AnyOf(Vector128<int> lanes) => lanes[0] | lanes[1] | lanes[2] | lanes[3];
}
