using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Store;

/// <summary>One step of one version, as a line of the journal. The last line of a version is its state.</summary>
internal sealed record JournalLine
{
    /// <summary>UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Package name; empty while an archive of unknown content arrives.</summary>
    public required string Model { get; init; }

    /// <summary>Version; 0 while it is not known.</summary>
    public required int Version { get; init; }

    /// <summary>Digest of the manifest; null while it is not known.</summary>
    public string? Digest { get; init; }

    /// <summary>Digest of the archive that it came in; null for shipped versions.</summary>
    public string? Archive { get; init; }

    /// <summary>The state that it has from now on.</summary>
    public required ModelState State { get; init; }

    /// <summary>Why; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Who asked; null when the agent did it by itself.</summary>
    public string? Identity { get; init; }

    /// <summary>Variant; null before one was chosen.</summary>
    public string? Variant { get; init; }

    /// <summary>What the gates found at this step; null when none was asked.</summary>
    public IReadOnlyList<ModelFinding>? Findings { get; init; }

    /// <summary>How it was asked to be activated; only in shadow and probation.</summary>
    public ActivationOrder? Order { get; init; }

    /// <summary>What the version before did until the switch; only in probation.</summary>
    public TrialFigures? Baseline { get; init; }

    /// <summary>What it did in earlier runs of the agent; only in shadow and probation.</summary>
    public TrialFigures? Seen { get; init; }

    /// <summary>How often the agent ended without warning in shadow or probation.</summary>
    public int Interruptions { get; init; }

    /// <summary>Whether the agent ended in good order after this line.</summary>
    public bool Stopped { get; init; }
}
