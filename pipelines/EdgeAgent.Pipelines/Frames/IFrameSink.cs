namespace EdgeAgent.Pipelines.Frames;

/// <summary>Takes what was seen in frames, in the order of their positions, from one thread.</summary>
public interface IFrameSink
{
    /// <summary>What was seen in a frame.</summary>
    /// <param name="result">The frame and its detections: valid only during the call, must not be kept.</param>
    void Accept(in FrameResult result);

    /// <summary>A frame that was not looked at because nothing moved in it: it shows what the last one showed.</summary>
    /// <param name="position">Its position.</param>
    void Still(long position)
    {
    }

    /// <summary>Frames that were not looked at because the analysis was behind: a gap of the ledger.</summary>
    /// <param name="loss">Their positions.</param>
    void Lost(FrameLoss loss);
}
