namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>What an image really shows, as a whole.</summary>
/// <param name="Image">The image's file name, or its name without an extension where the truth has only that.</param>
/// <param name="Classes">Indices of its labels; empty for none of them.</param>
public sealed record ImageLabels(string Image, IReadOnlyList<int> Classes);
