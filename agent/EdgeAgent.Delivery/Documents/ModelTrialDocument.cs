namespace EdgeAgent.Delivery.Documents;

/// <summary>A version beside the active one: on its way to being active, or what became of the last that tried.</summary>
public sealed record ModelTrialDocument
{
    /// <summary>The version.</summary>
    public required int Version { get; init; }

    /// <summary>The variant that is tried; null before one was chosen.</summary>
    public string? Variant { get; init; }

    /// <summary><c>verified</c>, <c>staged</c>, <c>shadow</c>, <c>probation</c>, <c>rolled-back</c> or <c>rejected</c>.</summary>
    public required string State { get; init; }

    /// <summary>One sentence why it was rolled back or rejected; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>What it found as a shadow; null when it was none.</summary>
    public ShadowDocument? Shadow { get; init; }

    /// <summary>UTC since when; null when not known.</summary>
    public DateTimeOffset? Since { get; init; }
}
