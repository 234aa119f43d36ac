namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>For every pixel of one axis of the target: which source pixels it is made of, and how much of each.</summary>
/// <remarks>Its tables grow to the largest target seen and are used again.</remarks>
internal sealed class AxisTaps
{
    private int[] _first = [];
    private int[] _count = [];
    private float[] _weights = [];
    private int[] _pairs = [];

    /// <summary>Target pixels.</summary>
    public int Outputs { get; private set; }

    /// <summary>Whether weights are the means of what a target pixel covers; otherwise a pixel lies between two source pixels.</summary>
    public bool IsArea { get; private set; }

    /// <summary>First source pixel that is needed.</summary>
    public int From { get; private set; }

    /// <summary>End of the source pixels that are needed, exclusive.</summary>
    public int To { get; private set; }

    /// <summary>Weights of one target pixel, in <see cref="Weights"/> one row after the other; 1 when not area.</summary>
    public int WeightStride { get; private set; } = 1;

    /// <summary>First source pixel of each target pixel.</summary>
    public ReadOnlySpan<int> First => _first.AsSpan(0, Outputs);

    /// <summary>Source pixels of each target pixel (area only).</summary>
    public ReadOnlySpan<int> Count => _count.AsSpan(0, Outputs);

    /// <summary>Area: the weight of each source pixel. Otherwise the weight of the second source pixel, 0..1; the first one has the rest.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Bilinear: both weights of each target pixel in parts of 16384, the first source pixel's in the low 16 bits.</summary>
    public ReadOnlySpan<int> Pairs => _pairs.AsSpan(0, Outputs);

    /// <summary>Computes the tables.</summary>
    /// <param name="outputs">Target pixels.</param>
    /// <param name="length">Source pixels that exist; beyond them the last one counts.</param>
    /// <param name="start">Where the part of the source begins, in pixel edges.</param>
    /// <param name="extent">How long it is.</param>
    /// <param name="area">Whether a target pixel is the mean of what it covers.</param>
    public void Set(int outputs, int length, double start, double extent, bool area)
    {
        Outputs = outputs;
        IsArea = area;
        var scale = extent / outputs;
        // What a pixel covers reaches into one source pixel more than its length on either side at most.
        WeightStride = area ? (int)Math.Ceiling(scale) + 2 : 1;
        if (_first.Length < outputs) (_first, _count, _pairs) = (new int[outputs], new int[outputs], new int[outputs]);
        if (_weights.Length < outputs * WeightStride) _weights = new float[outputs * WeightStride];
        if (area) SetArea(length, start, scale);
        else SetBilinear(length, start, scale);
    }

    // Pixel centres lie at half positions, as in OpenCV's INTER_LINEAR: target i is at source (i + ½) · scale − ½. Beyond the edge the edge pixel counts.
    private void SetBilinear(int length, double start, double scale)
    {
        var last = Math.Max(0, length - 2);
        for (var i = 0; i < Outputs; i++)
        {
            var at = Math.Clamp(start + ((i + 0.5) * scale) - 0.5, 0, length - 1);
            var first = Math.Min((int)at, last);
            _first[i] = first;
            _weights[i] = (float)(at - first);
            var second = (int)Math.Round((at - first) * RowSampler.Whole);
            _pairs[i] = (second << 16) | (RowSampler.Whole - second);
        }

        From = _first[0];
        To = Math.Min(length, _first[Outputs - 1] + 2);
    }

    // As in OpenCV's INTER_AREA: source pixels count as far as the target pixel covers them.
    private void SetArea(int length, double start, double scale)
    {
        // What rounding leaves of a source pixel is no part of it.
        const double crumb = 1e-4;
        for (var i = 0; i < Outputs; i++)
        {
            var low = Math.Clamp(start + (i * scale), 0, length - 1);
            var high = Math.Clamp(start + ((i + 1) * scale), low + crumb, length);
            var first = Math.Min((int)(low + crumb), length - 1);
            var end = Math.Clamp((int)Math.Ceiling(high - crumb), first + 1, length);
            var weights = _weights.AsSpan(i * WeightStride, WeightStride);
            end = Math.Min(end, first + weights.Length);
            var sum = 0.0;
            for (var k = first; k < end; k++) sum += Math.Max(0, Math.Min(high, k + 1) - Math.Max(low, k));
            for (var k = first; k < end; k++) weights[k - first] = sum > 0 ? (float)(Math.Max(0, Math.Min(high, k + 1) - Math.Max(low, k)) / sum) : 1f / (end - first);
            _first[i] = first;
            _count[i] = end - first;
        }

        From = _first[0];
        To = _first[Outputs - 1] + _count[Outputs - 1];
    }
}
