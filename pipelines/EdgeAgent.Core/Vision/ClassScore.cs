namespace EdgeAgent.Core.Vision;

/// <summary>A class and how sure the model is of it.</summary>
/// <param name="ClassIndex">Index of the label.</param>
/// <param name="Score">0..1.</param>
public readonly record struct ClassScore(int ClassIndex, float Score);
