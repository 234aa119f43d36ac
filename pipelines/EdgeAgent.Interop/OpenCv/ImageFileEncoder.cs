namespace EdgeAgent.Interop.OpenCv;

/// <summary>Encodes images as JPEG or PNG. One thread at a time; its memory serves one image after the other.</summary>
public sealed unsafe class ImageFileEncoder : IDisposable
{
    private readonly OpenCvApi _api;
    private readonly SafeImageEncoderHandle _handle;

    /// <summary>Makes an encoder.</summary>
    /// <exception cref="Native.NativeLibraryException">OpenCV is missing; the message says what to install.</exception>
    public ImageFileEncoder()
    {
        _api = OpenCvApi.Instance;
        _handle = new SafeImageEncoderHandle(_api);
    }

    /// <summary>Encodes an image.</summary>
    /// <param name="data">Rows from the top, <paramref name="stride"/> bytes apart.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="stride">Bytes from one row to the next; even for 16-bit pixels.</param>
    /// <param name="pixels">What the pixels are; JPEG takes 8 bits.</param>
    /// <param name="encoding">The format.</param>
    /// <param name="quality">1 to 100 for JPEG; for PNG how hard to compress, 0 to 9.</param>
    /// <returns>The file, in the encoder's own memory: valid until its next use or its end.</returns>
    /// <exception cref="OpenCvException">The image can't be encoded so.</exception>
    /// <exception cref="ObjectDisposedException">The encoder is disposed.</exception>
    public ReadOnlySpan<byte> Encode(ReadOnlySpan<byte> data, int width, int height, int stride, ImagePixels pixels, ImageEncoding encoding, int quality)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        var row = (long)width * pixels switch { ImagePixels.Bgr24 => 3, ImagePixels.Gray16 => 2, _ => 1 };
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, row);
        ArgumentOutOfRangeException.ThrowIfLessThan((long)data.Length, ((height - 1L) * stride) + row, nameof(data));
        byte* bytes;
        nuint length;
        var held = false;
        try
        {
            _handle.DangerousAddRef(ref held);
            fixed (byte* source = data)
            {
                var image = new NativeImage { Data = source, Stride = stride, Width = width, Height = height, Pixels = (int)pixels };
                _api.Check(_api.EncoderEncode(_handle.DangerousGetHandle(), &image, (int)encoding, quality, &bytes, &length), $"A {encoding.ToString().ToUpperInvariant()} of {width}×{height} pixels could not be encoded");
            }
        }
        finally
        {
            if (held) _handle.DangerousRelease();
        }

        return new ReadOnlySpan<byte>(bytes, checked((int)length));
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
