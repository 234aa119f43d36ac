using EdgeAgent.Core.Events;

namespace EdgeAgent.Core.Evidence;

/// <summary>What became of a file of evidence.</summary>
/// <param name="Media">What the event says of it; null when it was not kept.</param>
/// <param name="Refusal">Why it was not kept.</param>
/// <param name="Detail">The reason in one sentence; null when it was kept.</param>
public readonly record struct EvidenceOutcome(EventMedia? Media, EvidenceRefusal Refusal, string? Detail);
