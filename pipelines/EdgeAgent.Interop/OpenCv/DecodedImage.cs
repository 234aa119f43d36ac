namespace EdgeAgent.Interop.OpenCv;

/// <summary>Pixels that lie in a decoder's own memory: valid until its next use or its end, so they are used at once or copied.</summary>
public readonly ref struct DecodedImage
{
    internal DecodedImage(ReadOnlySpan<byte> data, int width, int height, int stride, ImagePixels pixels)
    {
        Data = data;
        Width = width;
        Height = height;
        Stride = stride;
        Pixels = pixels;
    }

    /// <summary>Rows from the top, <see cref="Stride"/> bytes apart.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>What the pixels are.</summary>
    public ImagePixels Pixels { get; }
}
