using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Sources;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>One epoch of video with the model that looks at it.</summary>
public sealed record FrameJob
{
    /// <summary>Gives the bytes; of no account where <see cref="Stills"/> are.</summary>
    public required IVideoSource Source { get; init; }

    /// <summary>Gives still images instead of bytes, each of which counts: none is dropped. Null for video.</summary>
    public IStillSource? Stills { get; init; }

    /// <summary>What the bytes are; null for a YUV4MPEG2 stream, which says so itself.</summary>
    public VideoFormat? Format { get; init; }

    /// <summary>Looks at frames.</summary>
    public required IFrameLooker Runner { get; init; }

    /// <summary>Takes what was seen.</summary>
    public required IFrameSink Sink { get; init; }

    /// <summary>Counts the work.</summary>
    public required FrameCounters Counters { get; init; }

    /// <summary>How far the stream is, in the words that sound has: frames that were looked at or left out with reason, and those looked at as windows. Null when nobody asks.</summary>
    public StreamCounters? Progress { get; init; }

    /// <summary>The clock that busy time is measured with.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Is told what the stream is, before its first frame is analysed; null when nobody asks.</summary>
    public Action<VideoFormat>? Begin { get; init; }

    /// <summary>Is told of each frame that came, before it is analysed: how many of the epoch are there now. Null when nobody asks.</summary>
    public Action<long>? Received { get; init; }

    /// <summary>Frames a second that are analysed; 0 for all.</summary>
    public double FrameRateLimit { get; init; }

    /// <summary>Leaves out still scenes; null looks at every frame.</summary>
    public MotionGate? Gate { get; init; }

    /// <summary>Watches the camera; null where nobody asks how it does (replay).</summary>
    public PictureWatch? Watch { get; init; }

    /// <summary>As <see cref="Watch"/>, for a camera whose rate of frames is known only when the stream has begun; asked for with each frame. Null where nobody asks.</summary>
    public Func<PictureWatch?>? WatchFor { get; init; }

    /// <summary>Whether the newest frames count and the oldest are dropped when the analysis is behind (live), or every frame counts and the source waits (replay).</summary>
    public bool IsLive { get; init; }

    /// <summary>Limits of JPEG images in an MJPEG stream.</summary>
    public Interop.OpenCv.ImageDecodeOptions Images { get; init; } = Interop.OpenCv.ImageDecodeOptions.Default;
}
