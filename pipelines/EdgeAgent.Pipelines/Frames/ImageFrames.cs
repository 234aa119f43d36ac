using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>Makes frames of image files.</summary>
public static class ImageFrames
{
    /// <summary>Decodes a file into a frame of the pool.</summary>
    /// <param name="decoder">The decoder; one thread at a time.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="options">Limits and orientation.</param>
    /// <param name="pool">Lends the frame.</param>
    /// <param name="frame">The frame, which belongs to the caller, when this returns true.</param>
    /// <param name="fault">Why there is none, when this returns false.</param>
    public static bool TryDecode(ImageFileDecoder decoder, ReadOnlySpan<byte> file, ImageDecodeOptions options, FramePool pool, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out VideoFrame? frame, out ImageFault? fault)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(pool);
        frame = null;
        if (!decoder.TryDecode(file, options, out var image, out fault)) return false;
        var format = image.Pixels switch { ImagePixels.Gray8 => PixelFormat.Gray8, ImagePixels.Gray16 => PixelFormat.Gray16, _ => PixelFormat.Bgr24 };
        var layout = new FrameLayout(image.Width, image.Height, format);
        frame = pool.Rent();
        var bytes = frame.Prepare(layout);
        for (var y = 0; y < image.Height; y++) image.Data.Slice(y * image.Stride, layout.Stride).CopyTo(bytes[(y * layout.Stride)..]);
        return true;
    }
}
