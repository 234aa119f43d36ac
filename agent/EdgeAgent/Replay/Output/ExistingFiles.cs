namespace EdgeAgent.Replay.Output;

/// <summary>What happens when a file of an earlier run is in the way.</summary>
internal enum ExistingFiles
{
    /// <summary>The run is refused before any work is done.</summary>
    Refuse,

    /// <summary>The file is replaced in one step when the run is complete; until then the earlier one stays whole.</summary>
    Replace,
}
