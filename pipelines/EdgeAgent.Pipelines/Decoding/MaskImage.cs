namespace EdgeAgent.Pipelines.Decoding;

/// <summary>The class of every pixel of a segmentation model's output; reused from image to image.</summary>
public sealed class MaskImage
{
    private short[] _labels = [];
    private float[] _scores = [];

    /// <summary>Pixels in a row; 0 before the first image.</summary>
    public int Width { get; private set; }

    /// <summary>Rows.</summary>
    public int Height { get; private set; }

    /// <summary>Label index of every pixel, row by row; −1 for the background.</summary>
    public ReadOnlySpan<short> Labels => _labels.AsSpan(0, Width * Height);

    /// <summary>Score of every pixel's label, 0..1; 0 for the background.</summary>
    public ReadOnlySpan<float> Scores => _scores.AsSpan(0, Width * Height);

    /// <summary>Sets the size and lends the arrays to be filled.</summary>
    internal void Reset(int width, int height, out Span<short> labels, out Span<float> scores)
    {
        (Width, Height) = (width, height);
        if (_labels.Length < width * height) (_labels, _scores) = (new short[width * height], new float[width * height]);
        labels = _labels.AsSpan(0, width * height);
        scores = _scores.AsSpan(0, width * height);
    }
}
