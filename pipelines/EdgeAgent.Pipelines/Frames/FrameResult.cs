using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Decoding;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>What was seen in one frame.</summary>
public readonly ref struct FrameResult
{
    internal FrameResult(VideoFrame frame, ReadOnlySpan<Detection> detections, ImageResults? image, string? fault)
    {
        Frame = frame;
        Detections = detections;
        Image = image;
        Fault = fault;
    }

    /// <summary>The frame.</summary>
    public VideoFrame Frame { get; }

    /// <summary>Objects, in pixels of the frame; of all tiles where it was cut into some.</summary>
    public ReadOnlySpan<Detection> Detections { get; }

    /// <summary>All that the model said of the whole frame: classes, masks, image score. Null where the frame was cut into tiles.</summary>
    public ImageResults? Image { get; }

    /// <summary>Why the outputs can't be trusted; then nothing was seen. Null when they can.</summary>
    public string? Fault { get; }
}
