namespace EdgeAgent.Pipelines.Frames;

/// <summary>Looks at the frames of one stream, one after the other.</summary>
public interface IFrameLooker
{
    /// <summary>Looks at one frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="sink">Takes what was seen, before this returns.</param>
    /// <exception cref="Interop.OnnxRuntime.OrtException">The model failed; the sink was given nothing of the frame.</exception>
    void Process(VideoFrame frame, IFrameSink sink);
}
