namespace EdgeAgent.Core.Vision;

/// <summary>How one video frame or image lies in memory.</summary>
/// <param name="Width">Pixels of a row, ≥ 1; may be odd.</param>
/// <param name="Height">Rows, ≥ 1; may be odd.</param>
/// <param name="Format">The pixels.</param>
/// <param name="RowBytes">Bytes from one row to the next: of the Y plane where there are several; 0 when rows follow each other without padding.</param>
/// <param name="Matrix">What Y, U and V mean; of no account for other formats.</param>
/// <remarks>
/// Where rows are padded, those of U and V in <see cref="PixelFormat.Yuv420p"/> are half as long, rounded up, and those of UV in <see cref="PixelFormat.Nv12"/> as long, rounded up to even:
/// what ffmpeg, GStreamer and V4L2 write.
/// </remarks>
public readonly record struct FrameLayout(int Width, int Height, PixelFormat Format, int RowBytes = 0, YuvMatrix Matrix = YuvMatrix.Bt601)
{
    /// <summary>Pixels that a frame may have: 100 million.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>Bytes from one row of the first plane to the next.</summary>
    public int Stride => RowBytes > 0 ? RowBytes : MinRowBytes;

    /// <summary>Bytes that the pixels of a row take.</summary>
    public int MinRowBytes => Format switch
    {
        PixelFormat.Rgb24 or PixelFormat.Bgr24 => Width * 3,
        PixelFormat.Gray16 => Width * 2,
        PixelFormat.Yuyv => (Width + 1) / 2 * 4,
        _ => Width,
    };

    /// <summary>Columns of a U or V plane.</summary>
    public int ChromaWidth => (Width + 1) / 2;

    /// <summary>Rows of a U or V plane; as many as Y has where only columns are halved.</summary>
    public int ChromaHeight => Format == PixelFormat.Yuyv ? Height : (Height + 1) / 2;

    /// <summary>Bytes from one row of the U (or UV) plane to the next; 0 where there is none.</summary>
    public int ChromaStride => Format switch
    {
        PixelFormat.Yuv420p => (Stride + 1) / 2,
        PixelFormat.Nv12 => Stride + (Stride & 1),
        _ => 0,
    };

    /// <summary>Bytes of a whole frame.</summary>
    public long FrameBytes => ((long)Stride * Height) + ((long)ChromaStride * ChromaHeight * (Format == PixelFormat.Yuv420p ? 2 : 1));

    /// <summary>Why no frame can lie so, as one sentence; null when one can.</summary>
    public string? Problem
    {
        get
        {
            if (Width < 1 || Height < 1) return $"a frame of {Width}×{Height} pixels holds nothing; give its width and height";
            if ((long)Width * Height > MaxPixels) return $"a frame of {Width}×{Height} pixels is larger than the {MaxPixels / 1_000_000} million pixels that are allowed; let the source scale it";
            if (RowBytes != 0 && RowBytes < MinRowBytes) return $"rows of {RowBytes} bytes are too short for {Width} pixels, which take {MinRowBytes}; correct the stride";
            if (RowBytes > 0 && Format == PixelFormat.Gray16 && RowBytes % 2 != 0) return $"rows of {RowBytes} bytes cut a 16-bit pixel; make the stride even";
            return FrameBytes > int.MaxValue ? $"a frame of {FrameBytes} bytes is too large; correct the stride" : null;
        }
    }
}
