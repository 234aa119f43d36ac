namespace EdgeAgent.Replay.Evaluation;

/// <summary>Scores by one to one matching: an event counts for one truth item at most, and begin and end must both fit.</summary>
/// <param name="Recall">Matched truth items out of all.</param>
/// <param name="Precision">Matched events out of all.</param>
/// <param name="F1">2 × matches / (truth items + events); null when there is no truth or no event.</param>
internal sealed record MatchReport(Proportion Recall, Proportion Precision, double? F1);
