namespace EdgeAgent.Core.Events;

/// <summary>One sight of an object.</summary>
/// <param name="At">Video frame since the epoch began.</param>
/// <param name="Box">Where it was.</param>
/// <param name="Score">How sure the model was, 0..1.</param>
public sealed record EventSight(long At, EventBox Box, double Score);
