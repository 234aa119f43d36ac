namespace EdgeAgent.Pipelines.Evaluation;

/// <summary>What is really in an image.</summary>
/// <param name="Image">The image's file name, or its name without an extension where the truth has only that.</param>
/// <param name="Boxes">Its objects.</param>
public sealed record ImageTruth(string Image, IReadOnlyList<TruthBox> Boxes);
