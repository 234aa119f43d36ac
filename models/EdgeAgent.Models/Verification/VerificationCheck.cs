namespace EdgeAgent.Models.Verification;

/// <summary>One thing that was checked.</summary>
/// <param name="Name">What was checked, for people and for scripts: <c>files</c>, <c>opens</c>, <c>input</c>, <c>output</c>, <c>golden golden/song.wav</c>, <c>batches</c>, <c>quiet on digital silence</c>, <c>scores</c>, <c>labels</c>.</param>
/// <param name="Variant">The variant that was checked, or null when it concerns the package.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Detail">One sentence: what was found and, when it is wrong, what to do.</param>
public sealed record VerificationCheck(string Name, string? Variant, VerificationOutcome Outcome, string Detail);
