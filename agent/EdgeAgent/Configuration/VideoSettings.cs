using EdgeAgent.Core.Vision;

namespace EdgeAgent.Configuration;

/// <summary>What the frames of a source are.</summary>
internal sealed record VideoSettings
{
    /// <summary>Pixels of a row; 0 where the stream says it.</summary>
    public required int Width { get; init; }

    /// <summary>Rows; 0 where the stream says it.</summary>
    public required int Height { get; init; }

    /// <summary>How pixels lie in a raw frame; of no account for streams that say it.</summary>
    public required PixelFormat Pixels { get; init; }

    /// <summary>How frames come.</summary>
    public required FrameEncoding Encoding { get; init; }

    /// <summary>Bytes from one row of a raw frame to the next; 0 without padding.</summary>
    public required int RowBytes { get; init; }

    /// <summary>Frames a second.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>The format of raw frames, or of a stream of JPEG images.</summary>
    public VideoFormat Format => Encoding == FrameEncoding.Raw
        ? new VideoFormat(new FrameLayout(Width, Height, Pixels, RowBytes), FramesPerSecond)
        : new VideoFormat(default, FramesPerSecond, IsMjpeg: true);
}
