using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Inspection;

/// <summary>A label and how its scores become events.</summary>
/// <param name="Index">Class index: its place in the model's output.</param>
/// <param name="Label">Display name.</param>
/// <param name="OwnRules">Whether the manifest gives it rules of its own.</param>
/// <param name="Rules">The rules in use.</param>
public sealed record InspectedLabel(int Index, string Label, bool OwnRules, EventRules Rules);
