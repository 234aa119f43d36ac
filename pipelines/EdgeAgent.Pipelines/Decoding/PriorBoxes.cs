using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>
/// SSD's raw form: a row is a prior, in the order of strides, rows, columns, prior sizes, with centres (cell + ½)·stride.
/// centre = prior + t·v₀·size, size = prior·e^(t·v₁).
/// </summary>
internal sealed class PriorBoxes : IRowBoxes
{
    private readonly (float X, float Y, float Width, float Height)[] _priors;
    private readonly float _center;
    private readonly float _size;

    public PriorBoxes(ImageInput input, ImageOutput output)
    {
        (_center, _size) = ((float)output.Variances[0], (float)output.Variances[1]);
        var priors = new List<(float, float, float, float)>();
        for (var level = 0; level < output.Strides.Count; level++)
        {
            var stride = output.Strides[level];
            var (columns, rows) = ((input.Width + stride - 1) / stride, (input.Height + stride - 1) / stride);
            for (var y = 0; y < rows; y++)
                for (var x = 0; x < columns; x++)
                    foreach (var size in output.Anchors[level]) priors.Add(((x + 0.5f) * stride, (y + 0.5f) * stride, size.Width, size.Height));
        }

        _priors = [.. priors];
    }

    /// <summary>Rows that the input's size gives.</summary>
    public int Count => _priors.Length;

    /// <inheritdoc/>
    public ImageBox Read(int row, float a, float b, float c, float d)
    {
        var (x, y, width, height) = _priors[row];
        return ImageBox.FromCenter(x + (a * _center * width), y + (b * _center * height), width * MathF.Exp(c * _size), height * MathF.Exp(d * _size));
    }
}
