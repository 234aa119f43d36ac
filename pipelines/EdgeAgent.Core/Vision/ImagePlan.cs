namespace EdgeAgent.Core.Vision;

/// <summary>How an image model is fed and read, with nothing left open.</summary>
/// <param name="Input">How images become its input.</param>
/// <param name="Output">How its outputs are read.</param>
/// <param name="Labels">Display names by class index.</param>
/// <param name="Choices">Where each value comes from, for people.</param>
public sealed record ImagePlan(ImageInput Input, ImageOutput Output, IReadOnlyList<string> Labels, IReadOnlyList<PlanChoice> Choices);
