namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>A version and how it stands.</summary>
public sealed record ModelStatus
{
    /// <summary>Which version.</summary>
    public required ModelVersionKey Model { get; init; }

    /// <summary>Its state.</summary>
    public required ModelState State { get; init; }

    /// <summary>Variant in use or to be used; null before one was chosen.</summary>
    public string? Variant { get; init; }

    /// <summary>Why it was rejected or rolled back, or what is being done; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>UTC since when it has been in this state; null when not known (shipped versions).</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Bytes that it takes on disk, or that have arrived.</summary>
    public long Bytes { get; init; }

    /// <summary>Labels that resolve to it: <c>stable</c>, <c>canary</c>, <c>latest</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Pipelines that use it now.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>Whether a roll back returns to it.</summary>
    public bool IsLastGood { get; init; }

    /// <summary>Whether it lies in the read-only repository that the agent was installed with.</summary>
    public bool IsShipped { get; init; }

    /// <summary>What probation found so far; null outside of it.</summary>
    public ProbationReport? Probation { get; init; }

    /// <summary>What it has found as a shadow so far; null outside of it.</summary>
    public ShadowReport? Shadow { get; init; }

    /// <summary>How far the present step is, 0..1; null where that is not known.</summary>
    public double? Progress { get; init; }

    /// <summary>Seconds that the present step takes on; null where that is not known.</summary>
    public double? SecondsLeft { get; init; }
}
