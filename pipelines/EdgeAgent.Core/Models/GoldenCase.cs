namespace EdgeAgent.Core.Models;

/// <summary>An input with the scores that the model must give on every device.</summary>
/// <param name="Input">Recording or image inside the package.</param>
/// <param name="Expect">JSON file inside the package: <c>{ "scores": [[…], …] }</c>, one row a window on the hop grid; for images one row, or <c>detections</c>, <c>maskPixels</c>, <c>imageScore</c>.</param>
/// <param name="Tolerance">Largest absolute difference of a score.</param>
public sealed record GoldenCase(string Input, string Expect, float Tolerance);
