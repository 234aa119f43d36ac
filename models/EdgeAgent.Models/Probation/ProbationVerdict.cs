namespace EdgeAgent.Models.Probation;

/// <summary>What probation says so far.</summary>
/// <param name="Outcome">Whether it goes on, ends well or ends badly.</param>
/// <param name="Reason">Why, one sentence; null while it goes on without anything to say.</param>
/// <param name="RateP">p of the rate test; null while rates are not compared.</param>
/// <param name="ExpectedEvents">Events that the version before would have had in the same time, by its rate.</param>
public sealed record ProbationVerdict(ProbationOutcome Outcome, string? Reason, double? RateP, double ExpectedEvents);
