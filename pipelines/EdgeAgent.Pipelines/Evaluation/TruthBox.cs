using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>An object that is really there.</summary>
/// <param name="Box">Where it is, pixels of the image.</param>
/// <param name="ClassIndex">Index of its label.</param>
/// <param name="Ignore">Whether finding or missing it says nothing (a crowd, a difficult one).</param>
public readonly record struct TruthBox(ImageBox Box, int ClassIndex, bool Ignore);
