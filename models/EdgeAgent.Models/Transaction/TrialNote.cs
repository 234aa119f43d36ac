using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Transaction;

/// <summary>What is known of a version that is being tried, beyond its state.</summary>
/// <param name="Doing">What is being done, one sentence.</param>
/// <param name="Progress">How far, 0..1; null where that is not known.</param>
/// <param name="SecondsLeft">Seconds of stream time that it takes on; null where that is not known.</param>
/// <param name="Probation">What probation saw; null outside of it.</param>
/// <param name="Shadow">What it saw as a shadow; null outside of it.</param>
internal sealed record TrialNote(string Doing, double? Progress = null, double? SecondsLeft = null, ProbationReport? Probation = null, ShadowReport? Shadow = null);
