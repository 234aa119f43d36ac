using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;

namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>Cuts single objects out of frames, nothing drawn, as PNG.</summary>
/// <param name="margin">What of its size a picture shows around an object, on each side.</param>
/// <remarks>One thread at a time.</remarks>
internal sealed class CropTaker(double margin) : IDisposable
{
    // A crop is small: more effort saves little.
    private const int PngEffort = 3;

    private readonly ImageFileEncoder _encoder = new();
    private readonly ColourFrame _colour = new();
    private byte[]? _pixels;
    private int _length;

    /// <summary>Another frame comes.</summary>
    public void Begin() => _pixels = null;

    /// <summary>The picture of an object in the frame.</summary>
    /// <exception cref="OpenCvException">It can't be encoded.</exception>
    public byte[] Take(VideoFrame frame, in ImageBox box)
    {
        // A frame is converted once, for its first object.
        if (_pixels is null)
        {
            var converted = _colour.Of(frame);
            (_pixels, _length) = (_colour.Memory, converted.Length);
        }

        var (width, height) = (frame.Layout.Width, frame.Layout.Height);
        var (across, down) = ((float)(box.Width * margin), (float)(box.Height * margin));
        var shown = new ImageBox(box.Left - across, box.Top - down, box.Right + across, box.Bottom + down).Within(width, height);
        var (left, top) = (Math.Min((int)shown.Left, width - 1), Math.Min((int)shown.Top, height - 1));
        var (columns, rows) = (Math.Clamp((int)Math.Ceiling(shown.Right) - left, 1, width - left), Math.Clamp((int)Math.Ceiling(shown.Bottom) - top, 1, height - top));
        return _encoder.Encode(_pixels.AsSpan(0, _length)[((top * width * 3) + (left * 3))..], columns, rows, width * 3, ImagePixels.Bgr24, ImageEncoding.Png, PngEffort).ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();
}
