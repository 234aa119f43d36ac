using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Looks at the brightness of single pixels of a frame, whatever its format: Y, gray, or green. Cheap looks need no more.</summary>
internal readonly ref struct LumaGrid
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _stride;
    private readonly int _step;
    private readonly int _offset;

    /// <summary>Looks at a frame.</summary>
    public LumaGrid(FrameView frame)
    {
        var layout = frame.Layout;
        _bytes = frame.Bytes;
        _stride = layout.Stride;
        (Width, Height) = (layout.Width, layout.Height);
        // Of 16 bits the upper ones.
        (_step, _offset) = layout.Format switch
        {
            PixelFormat.Rgb24 or PixelFormat.Bgr24 => (3, 1),
            PixelFormat.Gray16 => (2, 1),
            PixelFormat.Yuyv => (2, 0),
            _ => (1, 0),
        };
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The brightness of a pixel, 0..255.</summary>
    public int this[int x, int y] => _bytes[(y * _stride) + (x * _step) + _offset];
}
