namespace EdgeAgent.Core.Models;

/// <summary>How far a variant may be from <c>full</c>, as its author measured it.</summary>
/// <param name="MaxAbsDelta">Largest absolute difference of a score, 0..1; golden cases of the variant are given this much more tolerance.</param>
/// <param name="EventF1">F1 of its events against those of <c>full</c>, 0..1; null when it was not measured.</param>
public sealed record VariantParity(float MaxAbsDelta, double? EventF1);
