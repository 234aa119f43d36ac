namespace EdgeAgent.Core.Events;

/// <summary>A label and how sure the model was of it at the event's best moment.</summary>
/// <param name="Label">Display name of the class.</param>
/// <param name="Score">0..1.</param>
public sealed record EventClass(string Label, double Score);
