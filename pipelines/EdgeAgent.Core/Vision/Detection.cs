namespace EdgeAgent.Core.Vision;

/// <summary>One object in one image. It never leaves the process; events are made of many.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="ClassIndex">Index of its label.</param>
/// <param name="Score">0..1.</param>
/// <param name="Row">Where it stands in the model's output, or its component's index: what leads to its mask.</param>
public readonly record struct Detection(ImageBox Box, int ClassIndex, float Score, int Row);
