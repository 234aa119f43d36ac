using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>An object that is really there.</summary>
/// <param name="Box">Where it is, pixels of the image.</param>
/// <param name="ClassIndex">Index of its label.</param>
/// <param name="Ignore">Whether finding or missing it says nothing (a crowd, a difficult one).</param>
public readonly record struct TruthBox(ImageBox Box, int ClassIndex, bool Ignore)
{
    /// <summary>Whether it stands for many: then a detection is among them that lies by half within it, as COCO has it.</summary>
    public bool IsCrowd { get; init; }

    /// <summary>How well a detection fits it, 0..1.</summary>
    internal float Overlap(in ImageBox found) => !IsCrowd ? found.Iou(Box) : found.Area > 0 ? found.Shared(Box) / found.Area : 0;
}
