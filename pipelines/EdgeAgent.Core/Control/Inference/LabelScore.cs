namespace EdgeAgent.Core.Control.Inference;

/// <summary>A label and its score.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Score">0..1.</param>
public sealed record LabelScore(string Label, double Score);
