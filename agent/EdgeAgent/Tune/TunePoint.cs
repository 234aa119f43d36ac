using EdgeAgent.Replay.Evaluation;

namespace EdgeAgent.Tune;

/// <summary>What a threshold gives.</summary>
/// <param name="Threshold">The score, <c>high</c> of the label's rules.</param>
/// <param name="Recall">Found, of what is there.</param>
/// <param name="Precision">There, of what was found.</param>
/// <param name="Specificity">Images: those in which it was not found, of those that have none; null for sound.</param>
/// <param name="FalsePerHour">Sound: events where there is nothing, an hour; null for images.</param>
internal sealed record TunePoint(float Threshold, Proportion Recall, Proportion Precision, Proportion? Specificity, HourlyRate? FalsePerHour);
