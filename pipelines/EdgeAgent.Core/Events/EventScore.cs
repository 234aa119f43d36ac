namespace EdgeAgent.Core.Events;

/// <summary>The smoothed scores of an event so far.</summary>
/// <param name="Peak">Highest score, 0..1.</param>
/// <param name="Mean">Mean score over the event's windows, 0..1.</param>
/// <param name="Windows">Number of windows the event covers.</param>
public sealed record EventScore(float Peak, float Mean, int Windows);
