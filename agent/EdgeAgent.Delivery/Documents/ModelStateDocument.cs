namespace EdgeAgent.Delivery.Documents;

/// <summary>Which version of a model package is at work, retained on <c>{prefix}/{device}/models/{name}</c>.</summary>
public sealed record ModelStateDocument
{
    /// <summary>The device's name.</summary>
    public required string Device { get; init; }

    /// <summary>Package name.</summary>
    public required string Name { get; init; }

    /// <summary>The active version; null when none is.</summary>
    public int? Version { get; init; }

    /// <summary>The variant that runs: <c>full</c>, <c>int8</c>, …; null when none does.</summary>
    public string? Variant { get; init; }

    /// <summary><c>active</c>, <c>probation</c> (pipelines run a version that is not the default yet), <c>idle</c> (no pipeline uses it).</summary>
    public required string State { get; init; }

    /// <summary>One sentence when it failed or was rolled back; null otherwise.</summary>
    public string? Detail { get; init; }

    /// <summary>Digest of the package's manifest, <c>sha256:</c> and 64 hex digits; null when no version is active.</summary>
    public string? Digest { get; init; }

    /// <summary>The execution provider really in use; null when none is.</summary>
    public string? Provider { get; init; }

    /// <summary>The version that is being tried, or the last that was and failed; null when there is none since the active one.</summary>
    public ModelTrialDocument? Trial { get; init; }

    /// <summary>A version that is verified and waits to be activated; null when none does.</summary>
    public int? Staged { get; init; }

    /// <summary>The pipelines that use it.</summary>
    public required IReadOnlyList<string> Pipelines { get; init; }

    /// <summary>UTC since when this holds; null when not known.</summary>
    public DateTimeOffset? Since { get; init; }
}
