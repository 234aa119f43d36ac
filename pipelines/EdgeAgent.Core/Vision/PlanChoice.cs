namespace EdgeAgent.Core.Vision;

/// <summary>A value of an image plan and where it comes from.</summary>
/// <param name="Key">Key of the manifest, such as <c>output.format</c>.</param>
/// <param name="Value">The value in use, as the manifest would write it.</param>
/// <param name="Source">Who decided.</param>
/// <param name="Why">For people, in one sentence.</param>
public sealed record PlanChoice(string Key, string Value, PlanSource Source, string Why);
