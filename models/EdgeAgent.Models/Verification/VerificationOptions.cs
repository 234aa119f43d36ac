namespace EdgeAgent.Models.Verification;

/// <summary>What to verify and how thoroughly.</summary>
public sealed record VerificationOptions
{
    /// <summary>Names of the variants to verify; null for all.</summary>
    public IReadOnlyCollection<string>? Variants { get; init; }

    /// <summary>Windows of each noise that the model is given, 1..1000. More find rarer false alarms.</summary>
    public int WindowsPerProbe { get; init; } = 24;
}
