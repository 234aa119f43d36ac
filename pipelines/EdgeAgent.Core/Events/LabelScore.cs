namespace EdgeAgent.Core.Events;

/// <summary>A label with its score.</summary>
/// <param name="Label">Display name of the class.</param>
/// <param name="Score">Score 0..1.</param>
public sealed record LabelScore(string Label, float Score);
