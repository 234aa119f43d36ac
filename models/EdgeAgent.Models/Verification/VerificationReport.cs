namespace EdgeAgent.Models.Verification;

/// <summary>What verification of a package found.</summary>
/// <param name="Name">Package name.</param>
/// <param name="Version">Package version.</param>
/// <param name="Digest">Digest of its manifest.</param>
/// <param name="Checks">All checks in the order in which they were made.</param>
public sealed record VerificationReport(string Name, int Version, string Digest, IReadOnlyList<VerificationCheck> Checks)
{
    /// <summary>Whether no check failed; warnings do not count.</summary>
    public bool Passed => Failures == 0;

    /// <summary>Number of failed checks.</summary>
    public int Failures => Checks.Count(check => check.Outcome == VerificationOutcome.Fail);

    /// <summary>Number of warnings.</summary>
    public int Warnings => Checks.Count(check => check.Outcome == VerificationOutcome.Warn);
}
