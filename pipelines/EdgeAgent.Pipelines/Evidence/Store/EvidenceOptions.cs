namespace EdgeAgent.Pipelines.Evidence.Store;

/// <summary>Where evidence is kept, how much of it and for how long.</summary>
public sealed record EvidenceOptions
{
    /// <summary>The folder; made when it is not there. Only the store writes in it.</summary>
    public required string Directory { get; init; }

    /// <summary>Bytes that files may take together; null for no limit.</summary>
    public long? BudgetBytes { get; init; }

    /// <summary>Bytes of the disk that are left free, ≥ 0.</summary>
    public long ReserveBytes { get; init; }

    /// <summary>How long files are kept; null for ever.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The newest clips of each label and pipeline that neither age nor the budget takes, ≥ 0.</summary>
    public int KeptPerLabel { get; init; }

    /// <summary>Whether each file is put on disk before it is named by anybody: off for what can be made again (replay), which is faster.</summary>
    public bool SurvivesPowerCuts { get; init; } = true;

    /// <summary>Bytes that may be written in any 24 hours of powered time; null for no limit.</summary>
    public long? DailyBytes { get; init; }
}
