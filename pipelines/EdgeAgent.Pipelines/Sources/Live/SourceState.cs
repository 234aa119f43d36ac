namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>How a live source is.</summary>
public enum SourceState
{
    /// <summary>Nothing was heard yet.</summary>
    Starting,

    /// <summary>Samples arrive.</summary>
    Running,

    /// <summary>Samples arrive, and all of them have long been exactly zero.</summary>
    Silent,

    /// <summary>There is a gap: the source is restarted, or waited for.</summary>
    Missing,
}
