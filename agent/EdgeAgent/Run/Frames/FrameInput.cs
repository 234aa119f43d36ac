using EdgeAgent.Configuration;
using EdgeAgent.Core.Vision;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Run.Frames;

/// <summary>Where a pipeline's frames come from.</summary>
internal sealed record FrameInput
{
    /// <summary>What is kept going: a camera, a stream, a program; null for a file that is played once, and for a folder.</summary>
    public SupervisedSource? Live { get; init; }

    /// <summary>A file that is played once; null for the others.</summary>
    public IVideoSource? Once { get; init; }

    /// <summary>A folder of images; null for the others.</summary>
    public string? Folder { get; init; }

    /// <summary>What the bytes are; null for streams that say it themselves.</summary>
    public VideoFormat? Format { get; init; }

    /// <summary>Frames a second, as far as it is known; 0 where only the stream says it.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>For people, without secrets.</summary>
    public required string Description { get; init; }

    /// <summary>Makes the input that a pipeline's settings name.</summary>
    /// <exception cref="SourceException">It gives no frames, or is not there.</exception>
    public static FrameInput Open(SourceSettings settings, TimeProvider time)
    {
        var video = settings.Video;
        switch (settings.Kind)
        {
            case SourceKind.Directory:
                if (OpenCvLibrary.WhyMissing() is { } missing) throw new SourceException(settings.Path, $"{settings.Path}: is to be a folder of images; {missing}");
                var rate = video is { FramesPerSecond: > 0 } ? video.FramesPerSecond : 1;
                return new FrameInput { Folder = Paths.Find(settings.Path), Format = new VideoFormat(default, rate, IsMjpeg: true), FramesPerSecond = rate, Description = $"images that appear in {settings.Path}" };
            case SourceKind.File:
                var path = Paths.Find(settings.Path);
                if (!File.Exists(path)) throw new SourceException(path, $"{path}: no such video file");
                if (!settings.Loop) return new FrameInput { Once = ChildVideoSource.File(path, time, inRealTime: true), FramesPerSecond = 0, Description = $"video {settings.Path}, in real time" };
                if (video is not { FramesPerSecond: > 0 }) throw new SourceException(path, $"{path}: is played again and again, so give Source:FramesPerSecond");
                return Of(LiveVideoInputs.FfmpegStream(path, ["-stream_loop", "-1", "-re"], video.FramesPerSecond, time), null, settings, time) with { Description = $"video {settings.Path}, looped in real time" };
            case SourceKind.Ffmpeg or SourceKind.V4l2 or SourceKind.GStreamer or SourceKind.Command when video is not null:
                var (input, format) = Input(settings, video, time);
                return Of(input, format, settings, time);
            default:
                throw new SourceException(settings.Name, $"{settings.Name}: its models look at images, but a source of kind {settings.Kind.ToString().ToLowerInvariant()} without Width, Height and FramesPerSecond gives sound; say what its frames are, or name a model that listens");
        }
    }

    private static FrameInput Of(ILiveInput input, VideoFormat? format, SourceSettings settings, TimeProvider time) => new()
    {
        Live = new SupervisedSource(input, settings.Watchdog, time, Random.Shared),
        Format = format,
        FramesPerSecond = settings.Video!.FramesPerSecond,
        Description = input.Description,
    };

    private static (ILiveInput Input, VideoFormat? Format) Input(SourceSettings settings, VideoSettings video, TimeProvider time)
    {
        var format = video.Format;
        switch (settings.Kind)
        {
            case SourceKind.GStreamer:
                return (LiveVideoInputs.GStreamer(settings.Pipeline, format, time), format);
            case SourceKind.Command:
                return (LiveVideoInputs.Command(settings.Command, format, time), video.Encoding == FrameEncoding.Y4m ? null : format);
            default:
                var address = settings.Kind == SourceKind.V4l2 ? settings.Device : settings.Url;
                var options = settings.Kind == SourceKind.V4l2 ? Camera(video, settings.Options) : settings.Options;
                return video.Width == 0 || video.Encoding == FrameEncoding.Y4m
                    ? (LiveVideoInputs.FfmpegStream(address, options, video.FramesPerSecond, time), null)
                    : (LiveVideoInputs.Ffmpeg(address, options, format, time), format);
        }
    }

    // The camera is asked for what is wanted, so that nothing is thrown away that came over its wire.
    private static string[] Camera(VideoSettings video, IReadOnlyList<string> options)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        string[] size = video.Width == 0 ? [] : ["-video_size", string.Create(culture, $"{video.Width}x{video.Height}")];
        return ["-f", "v4l2", "-framerate", string.Create(culture, $"{video.FramesPerSecond:0.####}"), .. size, .. options];
    }
}
