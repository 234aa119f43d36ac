using EdgeAgent.Models.Gates;
using EdgeAgent.Models.Probation;

namespace EdgeAgent.Models.Transaction;

/// <summary>How versions are tried.</summary>
public sealed record TransactionRules
{
    /// <summary>What a version must keep to before it works.</summary>
    public StageRules Stage { get; init; } = new();

    /// <summary>What it must keep to while it works on probation.</summary>
    public ProbationRules Probation { get; init; } = new();

    /// <summary>Time between two looks at a version that is being tried.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between two notes in the journal of what probation saw so far.</summary>
    public TimeSpan Note { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Unexpected ends of the agent during one version's trial after which the version must go.</summary>
    public int MostInterruptions { get; init; } = 3;
}
