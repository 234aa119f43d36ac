namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>How a version is activated.</summary>
public sealed record ActivationOrder
{
    /// <summary>Variant; null for the staged one, or the one that suits the device best.</summary>
    public string? Variant { get; init; }

    /// <summary>Pipelines that switch; empty for all that use the package and are not pinned.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>Time on live windows beside the working version before the switch, in stream time; zero for none.</summary>
    public TimeSpan Shadow { get; init; }

    /// <summary>Length of the probation in stream time; null for the configured, zero for none.</summary>
    public TimeSpan? Probation { get; init; }

    /// <summary>Part of the windows that it takes, 0..1; 1 for all.</summary>
    public double Share { get; init; } = 1;

    /// <summary>A label that resolves to it from now on; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Who asks, for the record; null for the agent itself.</summary>
    public string? Identity { get; init; }
}
