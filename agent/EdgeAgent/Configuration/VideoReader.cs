using EdgeAgent.Core.Vision;

namespace EdgeAgent.Configuration;

/// <summary>Reads and checks what the frames of a source are.</summary>
internal static class VideoReader
{
    private static readonly string[] Keys = ["Width", "Height", "PixelFormat", "RowBytes", "FramesPerSecond"];

    private static readonly (string Word, (FrameEncoding Encoding, PixelFormat Pixels) Value)[] Formats =
    [
        ("yuv420p", (FrameEncoding.Raw, PixelFormat.Yuv420p)), ("rgb24", (FrameEncoding.Raw, PixelFormat.Rgb24)), ("bgr24", (FrameEncoding.Raw, PixelFormat.Bgr24)), ("gray", (FrameEncoding.Raw, PixelFormat.Gray8)),
        ("gray16le", (FrameEncoding.Raw, PixelFormat.Gray16)), ("nv12", (FrameEncoding.Raw, PixelFormat.Nv12)), ("yuyv422", (FrameEncoding.Raw, PixelFormat.Yuyv)),
        ("mjpeg", (FrameEncoding.Mjpeg, PixelFormat.Bgr24)), ("y4m", (FrameEncoding.Y4m, PixelFormat.Yuv420p)),
    ];

    /// <summary>Reads it.</summary>
    /// <returns>Null where nothing is said of frames.</returns>
    public static VideoSettings? Read(ConfigSection source)
    {
        var width = source.Integer("Width", 0, 0, 65_536, "Video: pixels of a row. ffmpeg and GStreamer scale to it; 0 with ffmpeg and v4l2 keeps the source's.");
        var height = source.Integer("Height", 0, 0, 65_536, "Video: rows of a frame.");
        var (encoding, pixels) = source.Choice("PixelFormat", Formats[0].Value, Formats, "Video: what a program writes (raw frames, JPEG images one after the other, YUV4MPEG2), or what ffmpeg and GStreamer convert to.");
        var rowBytes = source.Integer("RowBytes", 0, 0, 1 << 24, "Video: bytes from one row of a raw frame to the next, where a program pads them; 0 without padding.");
        var rate = source.Number("FramesPerSecond", 0, 0, 1000, "Video: frames a second; ffmpeg and GStreamer convert to it. Of a folder of images: how many stand for a second of stream time. 0: 1 for a folder; a video file says it itself.");
        return Array.Exists(Keys, source.Has) || IsCamera(source)
            ? new VideoSettings { Width = width, Height = height, Encoding = encoding, Pixels = pixels, RowBytes = rowBytes, FramesPerSecond = rate }
            : null;
    }

    /// <summary>Adds what is wrong.</summary>
    public static void Check(ConfigSection source, SourceSettings settings)
    {
        if (settings.Video is not { } video || settings.Kind is SourceKind.File or SourceKind.Directory) return;
        if (settings.Kind is not (SourceKind.Ffmpeg or SourceKind.GStreamer or SourceKind.Command or SourceKind.V4l2))
        {
            source.Problem("Kind", $"{settings.Kind.ToString().ToLowerInvariant()} gives sound, no frames; for video choose ffmpeg, gstreamer, command, v4l2, file or directory");
            return;
        }

        if (settings.Video.FramesPerSecond <= 0) source.Problem("FramesPerSecond", "is missing; a position counts frames, so their rate must be known");
        var isFfmpeg = settings.Kind is SourceKind.Ffmpeg or SourceKind.V4l2;
        var needsSize = video.Encoding == FrameEncoding.Raw && !isFfmpeg;
        if (needsSize && (video.Width == 0 || video.Height == 0)) source.Problem("Width", "and Height are missing; nothing marks a raw frame, so its size decides where it ends");
        if ((video.Width == 0) != (video.Height == 0)) source.Problem("Width", "and Height go together; give both or neither");
        if (isFfmpeg && video.Encoding == FrameEncoding.Mjpeg) source.Problem("PixelFormat", "mjpeg is for programs that write JPEG images; ffmpeg decodes by itself, leave it out");
        if (settings.Kind == SourceKind.GStreamer && video.Encoding == FrameEncoding.Y4m) source.Problem("PixelFormat", "y4m is for programs that write it; with GStreamer choose raw frames");
        if (video is { Encoding: FrameEncoding.Raw, Width: > 0, Height: > 0, FramesPerSecond: > 0 } && video.Format.Problem is { } problem) source.Problem("Width", problem);
    }

    private static bool IsCamera(ConfigSection source) => source.Peek("Kind") is { } kind && kind.Equals("v4l2", StringComparison.OrdinalIgnoreCase);
}
