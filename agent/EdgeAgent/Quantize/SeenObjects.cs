using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Frames;

namespace EdgeAgent.Quantize;

/// <summary>Keeps what a model saw in the last picture.</summary>
internal sealed class SeenObjects : IFrameSink
{
    /// <summary>Objects, best first.</summary>
    public Detection[] Objects { get; private set; } = [];

    /// <summary>Classification: a score for each label; empty for other tasks.</summary>
    public float[] Scores { get; private set; } = [];

    /// <inheritdoc/>
    public void Accept(in FrameResult result)
    {
        if (result.Fault is { } fault) throw new ModelException($"the model's outputs can't be believed: {fault}");
        Objects = result.Detections.ToArray();
        Scores = result.Image is { } image ? image.Scores.ToArray() : [];
    }

    /// <inheritdoc/>
    public void Lost(FrameLoss loss)
    {
    }
}
