namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>What probation has found so far.</summary>
/// <param name="Began">UTC at which it began.</param>
/// <param name="Ends">UTC at which it ends when nothing happens; later while too few events came to compare rates.</param>
/// <param name="Seen">What the version has done since it was switched to, over all pipelines.</param>
/// <param name="ExpectedEvents">Events that the version before would have had in the same input, by its rate.</param>
/// <param name="RateP">p of the exact rate-ratio test; null while there are too few events (<c>rate untested</c>).</param>
public sealed record ProbationReport(DateTimeOffset Began, DateTimeOffset Ends, TrialFigures Seen, double ExpectedEvents, double? RateP);
