namespace EdgeAgent.Core.Control.Inference;

/// <summary>An object in a picture.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Score">0..1.</param>
/// <param name="Box">Where it is.</param>
public sealed record PredictedObject(string Label, double Score, PredictedBox Box);
