namespace EdgeAgent.Models.Verification;

/// <summary>
/// A small generator (SplitMix64, Steele et al. 2014) with only additions and multiplications on the way to a sample,
/// so that verification hears the same noise on every device and library build.
/// </summary>
internal sealed class SeededNoise(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUniform() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Near-normal with mean 0 and variance 1: twelve uniforms less six.</summary>
    public double NextNormal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++) sum += NextUniform();
        return sum;
    }

    /// <summary>A number in [0, count).</summary>
    public int NextIndex(int count) => (int)(NextUniform() * count);

    /// <summary>Puts a list in random order (Fisher-Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextIndex(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
