namespace EdgeAgent.Pipelines.Frames;

/// <summary>Lends frames and takes them back. Holds as many as were ever out at once, which is what the queues allow.</summary>
public sealed class FramePool
{
    private readonly Lock _lock = new();
    private readonly Stack<VideoFrame> _idle = new();

    /// <summary>Lends a frame; its content means nothing yet.</summary>
    public VideoFrame Rent()
    {
        lock (_lock) return _idle.TryPop(out var frame) ? frame : new VideoFrame();
    }

    /// <summary>Takes a frame back.</summary>
    public void Return(VideoFrame owned)
    {
        ArgumentNullException.ThrowIfNull(owned);
        lock (_lock) _idle.Push(owned);
    }
}
