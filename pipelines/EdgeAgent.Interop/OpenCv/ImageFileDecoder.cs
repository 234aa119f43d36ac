namespace EdgeAgent.Interop.OpenCv;

/// <summary>
/// Decodes still images: JPEG, PNG, TIFF, BMP and WebP, to 8-bit gray, 16-bit gray or 8-bit BGR. One thread at a time; its memory serves one image after the other.
/// </summary>
/// <remarks>
/// The header is read first, by managed code: an image of too many pixels, one that is cut short, or a format that is not in the list is refused before OpenCV sees it.
/// Transparency is left out; 16-bit colour becomes 8-bit; CMYK becomes BGR; of several pictures in a file the first is taken, and an animated WebP or GIF is refused.
/// </remarks>
public sealed unsafe class ImageFileDecoder : IDisposable
{
    private const int IgnoreOrientation = 1, UprightJpeg = 2;

    private readonly OpenCvApi _api;
    private readonly SafeImageDecoderHandle _handle;

    /// <summary>Makes a decoder.</summary>
    /// <exception cref="Native.NativeLibraryException">OpenCV is missing; the message says what to install.</exception>
    public ImageFileDecoder()
    {
        _api = OpenCvApi.Instance;
        _handle = new SafeImageDecoderHandle(_api);
    }

    /// <summary>Decodes an image; one that can't be decoded is a fault, not an exception.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="options">Limits and orientation.</param>
    /// <param name="image">The pixels when this returns true, valid until the decoder's next use or its end.</param>
    /// <param name="fault">Why there are none when this returns false.</param>
    /// <exception cref="ObjectDisposedException">The decoder is disposed.</exception>
    public bool TryDecode(ReadOnlySpan<byte> bytes, ImageDecodeOptions options, out DecodedImage image, out ImageFault? fault)
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        ArgumentNullException.ThrowIfNull(options);
        image = default;
        if (!ImageHeader.TryRead(bytes, out var header, out fault)) return false;
        if ((long)header.Width * header.Height > options.MaxPixels)
        {
            fault = new ImageFault(ImageFaultKind.TooLarge, $"has {header.Width}×{header.Height} pixels, more than the {options.MaxPixels} that are allowed; make it smaller, or allow more");
            return false;
        }

        var flags = options.ApplyOrientation ? 0 : IgnoreOrientation;
        if (header.Kind == ImageKind.Jpeg && (header.Orientation == 1 || !options.ApplyOrientation)) flags |= UprightJpeg;
        NativeImage native;
        int status;
        var held = false;
        try
        {
            _handle.DangerousAddRef(ref held);
            fixed (byte* data = bytes)
            {
                // A header that says one size and data that hold another must not pass: the shim checks once more.
                status = _api.DecoderDecode(_handle.DangerousGetHandle(), data, (nuint)bytes.Length, flags, options.MaxPixels, &native);
            }
        }
        finally
        {
            if (held) _handle.DangerousRelease();
        }

        if (status != (int)OpenCvStatus.Ok)
        {
            fault = Fault(status, header);
            return false;
        }

        image = new DecodedImage(new ReadOnlySpan<byte>(native.Data, checked((int)(native.Stride * native.Height))), native.Width, native.Height, checked((int)native.Stride), (ImagePixels)native.Pixels);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private ImageFault Fault(int status, in ImageHeader header)
    {
        var kind = header.Kind.ToString().ToUpperInvariant();
        return (OpenCvStatus)status switch
        {
            OpenCvStatus.Unsupported => new ImageFault(ImageFaultKind.Unsupported, $"has pixels of the kind {_api.ErrorText()}; convert it to 8-bit colour or to 8- or 16-bit gray"),
            OpenCvStatus.TooLarge => new ImageFault(ImageFaultKind.TooLarge, "has more pixels than its header says and than are allowed; it is damaged, or made to harm"),
            OpenCvStatus.OutOfMemory => new ImageFault(ImageFaultKind.TooLarge, $"has {header.Width}×{header.Height} pixels, for which there is not enough memory; make it smaller"),
            OpenCvStatus.Damaged => new ImageFault(ImageFaultKind.Damaged, $"is a damaged {kind} ({_api.ErrorText().TrimEnd('.')}); copy or save it again"),
            OpenCvStatus.Unreadable => new ImageFault(ImageFaultKind.Damaged, $"is a damaged {kind}, or one of a kind that OpenCV does not read; copy or save it again"),
            _ => new ImageFault(ImageFaultKind.Damaged, $"is a {kind} that can't be decoded ({_api.Reason(status).TrimEnd('.')}); copy or save it again"),
        };
    }
}
