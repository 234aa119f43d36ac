using System.Numerics;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Masks of single objects, a byte a cell of the prototypes, within the object's box; reused from image to image.</summary>
public sealed class ObjectMasks
{
    private readonly List<(int X, int Y, int Width, int Height, int Start, int Pixels)> _masks = [];
    private byte[] _cells = [];
    private float[] _line = [];
    private int _used;

    /// <summary>Masks, one a detection in the same order; 0 for models without masks.</summary>
    public int Count => _masks.Count;

    /// <summary>Cells of the prototypes, across and down the model's input.</summary>
    public (int Width, int Height) Grid { get; private set; }

    /// <summary>Where a mask lies in the grid, and how many of its cells belong to the object.</summary>
    public (int X, int Y, int Width, int Height, int Pixels) Place(int index) =>
        (_masks[index].X, _masks[index].Y, _masks[index].Width, _masks[index].Height, _masks[index].Pixels);

    /// <summary>Cells of a mask, row by row: 1 where the object is, else 0.</summary>
    public ReadOnlySpan<byte> Cells(int index) => _cells.AsSpan(_masks[index].Start, _masks[index].Width * _masks[index].Height);

    /// <summary>Forgets all masks.</summary>
    internal void Clear()
    {
        _masks.Clear();
        _used = 0;
    }

    /// <summary>Adds a mask: cells of the box where the prototypes, weighted by the coefficients, reach the threshold.</summary>
    /// <param name="box">The object, pixels of the model's input.</param>
    /// <param name="coefficients">One a prototype.</param>
    /// <param name="prototypes">[coefficients, height, width].</param>
    /// <param name="grid">Width and height of the prototypes.</param>
    /// <param name="scale">Grid cells an input pixel, across and down.</param>
    /// <param name="rawThreshold">Threshold before the sigmoid.</param>
    internal void Add(in ImageBox box, ReadOnlySpan<float> coefficients, ReadOnlySpan<float> prototypes, (int Width, int Height) grid, (float X, float Y) scale, float rawThreshold)
    {
        Grid = grid;
        // A cell belongs to the box when its index lies in [left, right), as the reference crops.
        var x = Math.Clamp((int)MathF.Ceiling(box.Left * scale.X), 0, grid.Width);
        var y = Math.Clamp((int)MathF.Ceiling(box.Top * scale.Y), 0, grid.Height);
        var width = Math.Clamp((int)MathF.Ceiling(box.Right * scale.X), x, grid.Width) - x;
        var height = Math.Clamp((int)MathF.Ceiling(box.Bottom * scale.Y), y, grid.Height) - y;
        if (_used + (width * height) > _cells.Length) Array.Resize(ref _cells, Math.Max(2 * _cells.Length, _used + (width * height)));
        if (_line.Length < grid.Width) _line = new float[grid.Width];
        var pixels = 0;
        for (var row = 0; row < height; row++)
        {
            var line = _line.AsSpan(0, width);
            line.Clear();
            for (var k = 0; k < coefficients.Length; k++)
                AddScaled(line, prototypes.Slice((((k * grid.Height) + y + row) * grid.Width) + x, width), coefficients[k]);
            var cells = _cells.AsSpan(_used + (row * width), width);
            for (var column = 0; column < width; column++)
            {
                var inside = line[column] >= rawThreshold;
                cells[column] = inside ? (byte)1 : (byte)0;
                if (inside) pixels++;
            }
        }

        _masks.Add((x, y, width, height, _used, pixels));
        _used += width * height;
    }

    private static void AddScaled(Span<float> sum, ReadOnlySpan<float> values, float factor)
    {
        ref var to = ref MemoryMarshal.GetReference(sum);
        ref var from = ref MemoryMarshal.GetReference(values);
        var (i, many) = (0, new Vector<float>(factor));
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.LoadUnsafe(ref to, (nuint)i) + (Vector.LoadUnsafe(ref from, (nuint)i) * many)).StoreUnsafe(ref to, (nuint)i);
        for (; i < sum.Length; i++) sum[i] += values[i] * factor;
    }
}
