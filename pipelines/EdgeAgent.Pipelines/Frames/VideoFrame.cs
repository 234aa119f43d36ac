using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>A video frame or still image in memory of its own, lent by a <see cref="FramePool"/>. Whoever holds it gives it back.</summary>
public sealed class VideoFrame
{
    private byte[] _bytes = [];

    internal VideoFrame()
    {
    }

    /// <summary>Frames before it in its epoch.</summary>
    public long Position { get; internal set; }

    /// <summary>How it lies in its bytes.</summary>
    public FrameLayout Layout { get; private set; }

    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, (int)Layout.FrameBytes);

    /// <summary>Its pixels.</summary>
    public FrameView View => new(Bytes.Span, Layout);

    /// <summary>Room for a frame of another layout; what was in it is lost.</summary>
    internal Span<byte> Prepare(in FrameLayout layout)
    {
        if (layout.Problem is { } problem) throw new ArgumentException(problem, nameof(layout));
        Layout = layout;
        if (_bytes.Length < layout.FrameBytes) _bytes = new byte[layout.FrameBytes];
        return _bytes.AsSpan(0, (int)layout.FrameBytes);
    }
}
