using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>YOLOX: a row is a cell; grids follow each other by stride, row by row. xy = (t + cell)·stride, wh = e^t·stride.</summary>
internal sealed class CellBoxes : IRowBoxes
{
    private readonly (float X, float Y, float Stride)[] _cells;

    public CellBoxes(ImageInput input, ImageOutput output)
    {
        var cells = new List<(float, float, float)>();
        foreach (var stride in output.Strides)
            for (var y = 0; y < input.Height / stride; y++)
                for (var x = 0; x < input.Width / stride; x++) cells.Add((x, y, stride));
        _cells = [.. cells];
    }

    /// <summary>Rows that the input's size gives.</summary>
    public int Count => _cells.Length;

    /// <inheritdoc/>
    public ImageBox Read(int row, float a, float b, float c, float d)
    {
        var (x, y, stride) = _cells[row];
        return ImageBox.FromCenter((a + x) * stride, (b + y) * stride, MathF.Exp(c) * stride, MathF.Exp(d) * stride);
    }
}
