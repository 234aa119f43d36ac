namespace EdgeAgent.Core.Vision;

/// <summary>What came of asking manifest, metadata, names and shapes.</summary>
/// <param name="Plan">The plan; null when something does not fit or can't be known.</param>
/// <param name="Problems">What does not fit, a sentence each that says what to change; empty with a plan.</param>
/// <param name="Choices">What could be decided, also where there is no plan.</param>
public sealed record ImageResolution(ImagePlan? Plan, IReadOnlyList<string> Problems, IReadOnlyList<PlanChoice> Choices);
