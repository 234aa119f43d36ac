using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>A frame of any pixel format as blue, green, red, without padding; its memory serves one frame after the other.</summary>
internal sealed class ColourFrame
{
    private ImagePreprocessor? _converter;
    private byte[] _pixels = [];

    /// <summary>Where the last converted frame lies.</summary>
    public byte[] Memory => _pixels;

    /// <summary>Converts a frame; valid until the next.</summary>
    public Span<byte> Of(VideoFrame frame)
    {
        var (width, height) = (frame.Layout.Width, frame.Layout.Height);
        if (_converter is null || _converter.Input.Width != width || _converter.Input.Height != height)
        {
            _converter = new ImagePreprocessor(new ImageInput("snapshot", width, height)
            {
                Resize = ImageResize.Stretch, Color = ColorOrder.Bgr, Scale = 1, Layout = TensorLayout.Nhwc, Type = PixelType.Unsigned8,
            });
        }

        if (_pixels.Length < _converter.Elements) _pixels = new byte[_converter.Elements];
        var pixels = _pixels.AsSpan(0, _converter.Elements);
        _converter.Write(frame.View, _converter.Place(frame.Layout), pixels);
        return pixels;
    }
}
