using System.Globalization;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Makes live video inputs that are child processes. Their arguments pass no shell.</summary>
public static class LiveVideoInputs
{
    /// <summary>Anything that ffmpeg opens: RTSP, HLS, HTTP, V4L2 devices (<c>-f v4l2</c>), files. The first video stream, scaled and converted to raw frames of the format, without padding.</summary>
    /// <remarks>Secrets in the address are kept from messages and titles, as for sound (<see cref="LiveInputs.Ffmpeg"/>).</remarks>
    /// <param name="address">URL, device or path.</param>
    /// <param name="options">ffmpeg's options for the input, before it.</param>
    /// <param name="format">What to convert to; raw, rows without padding.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SourceException">No frames can be like this; one sentence.</exception>
    public static ILiveInput Ffmpeg(string address, IReadOnlyList<string> options, VideoFormat format, TimeProvider time)
    {
        var name = $"ffmpeg input {Secrets.Redact(address)}";
        Check(name, format);
        if (format.IsMjpeg || format.Layout.Stride != format.Layout.MinRowBytes) throw new SourceException(name, $"{name}: ffmpeg gives raw frames without padding; leave out stride and mjpeg");
        return FfmpegCommand.Input(address, options, format, time);
    }

    /// <summary>As <see cref="Ffmpeg"/>, in the size that the source has: a YUV4MPEG2 stream, which says it itself.</summary>
    /// <param name="address">URL, device or path.</param>
    /// <param name="options">ffmpeg's options for the input, before it.</param>
    /// <param name="framesPerSecond">Frames a second; what the source has more is left out, what it lacks is repeated.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SourceException">No frames can be like this; one sentence.</exception>
    public static ILiveInput FfmpegStream(string address, IReadOnlyList<string> options, double framesPerSecond, TimeProvider time)
    {
        var format = Open(framesPerSecond);
        Check($"ffmpeg input {Secrets.Redact(address)}", format);
        return FfmpegCommand.Input(address, options, format, time);
    }

    /// <summary>The format of a stream whose frames have no length that is known beforehand.</summary>
    /// <param name="framesPerSecond">Frames a second.</param>
    public static VideoFormat Open(double framesPerSecond) => new(default, framesPerSecond, IsMjpeg: true);

    /// <summary>A GStreamer pipeline, as <c>gst-launch-1.0</c> takes it, that ends in <c>fdsink</c>; one without gets the conversion to the format and <c>fdsink</c> appended.</summary>
    /// <remarks>GStreamer pads rows to 4 bytes: the width must be a multiple of 8 and the height even.</remarks>
    /// <param name="pipeline">The description; quotes hold words with spaces together.</param>
    /// <param name="format">What it writes.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SourceException">No frames can be like this; one sentence.</exception>
    public static ILiveInput GStreamer(string pipeline, VideoFormat format, TimeProvider time)
    {
        var words = CommandWords.Split(pipeline).ToList();
        var name = $"GStreamer pipeline {Secrets.Redact(words[0])}";
        Check(name, format);
        if (!words.Contains("fdsink"))
        {
            var layout = format.Layout;
            if (format.IsMjpeg || layout.Width % 8 != 0 || layout.Height % 2 != 0) throw new SourceException(name, $"{name}: GStreamer pads rows of {layout.Width}×{layout.Height} pixels; make the width a multiple of 8 and the height even, or end the pipeline in fdsink and give the stride");
            var rate = (Numerator: (long)Math.Round(format.FramesPerSecond * 1000), Denominator: 1000L);
            words.AddRange(["!", "videoconvert", "!", "videoscale", "!", "videorate", "!", string.Create(CultureInfo.InvariantCulture, $"video/x-raw,format={Word(layout.Format)},width={layout.Width},height={layout.Height},framerate={rate.Numerator}/{rate.Denominator}"), "!", "fdsink", "fd=1"]);
        }

        return new ChildInput(name, default, new ChildProcessStart
        {
            Program = "gst-launch-1.0",
            Arguments = ["--quiet", .. words],
            Redact = Secrets.FilterFor(pipeline),
            Remedy = "install it with: apt install gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good",
        }, time, video: format);
    }

    /// <summary>Any program that writes raw frames or JPEG images to its standard output.</summary>
    /// <param name="command">The program and its arguments, each as it is.</param>
    /// <param name="format">What it writes.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SourceException">No frames can be like this; one sentence.</exception>
    public static ILiveInput Command(IReadOnlyList<string> command, VideoFormat format, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(command);
        var name = $"command {Path.GetFileName(command[0])}";
        Check(name, format);
        return new ChildInput(name, default, new ChildProcessStart
        {
            Program = command[0],
            Arguments = [.. command.Skip(1)],
            Redact = Secrets.FilterFor(string.Join(' ', command)),
        }, time, video: format);
    }

    private static void Check(string name, VideoFormat format)
    {
        if (format.Problem is { } problem) throw new SourceException(name, $"{name}: {problem}");
    }

    private static string Word(PixelFormat format) => format switch
    {
        PixelFormat.Rgb24 => "RGB",
        PixelFormat.Bgr24 => "BGR",
        PixelFormat.Gray8 => "GRAY8",
        PixelFormat.Gray16 => "GRAY16_LE",
        PixelFormat.Nv12 => "NV12",
        PixelFormat.Yuyv => "YUY2",
        _ => "I420",
    };
}
