namespace EdgeAgent.Synthesis.Pictures;

/// <summary>Smooth noise in the plane: random values at whole coordinates, blended between them (value noise).</summary>
/// <param name="seed">The same seed gives the same plane.</param>
internal readonly struct Lattice(ulong seed)
{
    /// <summary>The value at a place, -1 to 1, changing over about one unit.</summary>
    public double At(double x, double y)
    {
        var (left, top) = (Math.Floor(x), Math.Floor(y));
        var (u, v) = (Ease(x - left), Ease(y - top));
        var (column, row) = ((long)left, (long)top);
        var upper = Mix(Corner(column, row), Corner(column + 1, row), u);
        var lower = Mix(Corner(column, row + 1), Corner(column + 1, row + 1), u);
        return Mix(upper, lower, v);
    }

    /// <summary>Octaves of it, each twice as fine and half as strong, -1 to 1.</summary>
    public double Cloud(double x, double y, int octaves)
    {
        var (sum, weight, total) = (0.0, 1.0, 0.0);
        for (var i = 0; i < octaves; i++)
        {
            sum += weight * At(x + 31.7 * i, y - 17.3 * i);
            total += weight;
            (x, y, weight) = (2 * x, 2 * y, weight / 2);
        }

        return sum / total;
    }

    private double Corner(long column, long row)
    {
        // The finalizer of splitmix64 over both coordinates.
        var z = seed + ((ulong)column * 0x9E3779B97F4A7C15UL) + ((ulong)row * 0xD1B54A32D192ED03UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        return (z >> 11) * (2.0 / (1UL << 53)) - 1;
    }

    private static double Mix(double a, double b, double share) => a + (b - a) * share;

    private static double Ease(double t) => t * t * (3 - 2 * t);
}
