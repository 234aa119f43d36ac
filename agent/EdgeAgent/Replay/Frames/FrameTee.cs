using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Replay.Frames;

/// <summary>Gives what is seen in frames to two, the first one first.</summary>
internal sealed class FrameTee(IFrameSink first, IFrameSink second) : IFrameSink
{
    /// <inheritdoc/>
    public void Accept(in FrameResult result)
    {
        first.Accept(result);
        second.Accept(result);
    }

    /// <inheritdoc/>
    public void Still(long position)
    {
        first.Still(position);
        second.Still(position);
    }

    /// <inheritdoc/>
    public void Lost(FrameLoss loss)
    {
        first.Lost(loss);
        second.Lost(loss);
    }
}
