namespace EdgeAgent.Quantization.Calibration;

/// <summary>
/// What a tensor held, in constant memory however long it is watched: least, greatest, and counts in bins of equal width around 0.
/// A value beyond the bins doubles their width, pairs of bins falling together, so one pass is enough.
/// </summary>
internal sealed class TensorHistogram
{
    /// <summary>Bins on each side of 0.</summary>
    public const int Side = 2048;

    private readonly long[] _counts = new long[2 * Side];

    /// <summary>Least value; +∞ before the first.</summary>
    public float Min { get; private set; } = float.PositiveInfinity;

    /// <summary>Greatest value; −∞ before the first.</summary>
    public float Max { get; private set; } = float.NegativeInfinity;

    /// <summary>Width of a bin; 0 while only zeros were seen.</summary>
    public double Width { get; private set; }

    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Values that were not finite and are counted nowhere else.</summary>
    public long NotFinite { get; private set; }

    /// <summary>Counts from the most negative bin up; bin <see cref="Side"/> begins at 0.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Takes values in.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty) return;
        float least = Min, most = Max;
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) NotFinite++;
            if (value < least) least = value;
            if (value > most) most = value;
        }

        if (NotFinite > 0) return;
        (Min, Max) = (least, most);
        Count += values.Length;
        Reach(Math.Max(Math.Abs((double)Min), Math.Abs((double)Max)));
        if (Width == 0)
        {
            _counts[Side] += values.Length;
            return;
        }

        var scale = (float)(1 / Width);
        foreach (var value in values)
            _counts[Math.Clamp((int)MathF.Floor(value * scale) + Side, 0, (2 * Side) - 1)]++;
    }

    private void Reach(double most)
    {
        if (most == 0) return;
        // A power of two: the products with its inverse are exact, so bins are where they are said to be.
        if (Width == 0) Width = Math.Max(Math.ScaleB(1, Math.ILogB(most) + 1 - 11), 1e-30);
        while (most > Width * Side) Double();
    }

    private void Double()
    {
        // From 0 outwards, so that no bin is written before it is read.
        for (var i = 0; i < Side; i++)
        {
            _counts[Side + i] = 2 * i < Side ? _counts[Side + (2 * i)] + _counts[Side + (2 * i) + 1] : 0;
            _counts[Side - 1 - i] = 2 * i < Side ? _counts[Side - 1 - (2 * i)] + _counts[Side - 2 - (2 * i)] : 0;
        }

        Width *= 2;
    }
}
