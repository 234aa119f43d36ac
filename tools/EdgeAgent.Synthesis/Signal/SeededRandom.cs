using System.Numerics;

namespace EdgeAgent.Synthesis.Signal;

/// <summary>Random numbers that are the same for a seed on every run: xoshiro256** (Blackman and Vigna 2018), seeded by splitmix64.
/// The framework's own generator may change its sequence between versions, which would change the recordings.</summary>
internal sealed class SeededRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private double _spare = double.NaN;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="purpose">Separates sequences of one seed, so that a change in one part of a recording leaves the others as they were.</param>
    public SeededRandom(ulong seed, RandomPurpose purpose)
    {
        var state = seed ^ ((ulong)purpose * 0xD1B54A32D192ED03UL);
        _a = Split(ref state);
        _b = Split(ref state);
        _c = Split(ref state);
        _d = Split(ref state);
    }

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two bounds, all equally likely.</summary>
    public double Between(double low, double high) => low + (high - low) * Unit();

    /// <summary>A whole number from 0 up to, not including, <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>A draw from the normal distribution with mean 0 and deviation 1 (Marsaglia's polar method).</summary>
    public double Gaussian()
    {
        if (!double.IsNaN(_spare))
        {
            var kept = _spare;
            _spare = double.NaN;
            return kept;
        }

        double x, y, square;
        do
        {
            x = Between(-1, 1);
            y = Between(-1, 1);
            square = x * x + y * y;
        }
        while (square is >= 1 or 0);
        var scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = y * scale;
        return x * scale;
    }

    private ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong Split(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
