namespace EdgeAgent.Models.Inspection;

/// <summary>A value in use, and why this one.</summary>
/// <param name="Key">Key of the manifest, such as <c>input.tensor</c>.</param>
/// <param name="Value">The value in use.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Why">For people: what the manifest says and what the file declares.</param>
public sealed record InspectedChoice(string Key, string Value, ChoiceSource Source, string Why);
