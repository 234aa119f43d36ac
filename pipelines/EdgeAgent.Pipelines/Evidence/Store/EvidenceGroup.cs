namespace EdgeAgent.Pipelines.Evidence.Store;

/// <summary>Files of one name, which are kept and given up together.</summary>
/// <param name="Stem">Their path below the store's folder, without extension.</param>
/// <param name="Pipeline">The pipeline, as its folder is named.</param>
/// <param name="Label">The label, as it stands in the name.</param>
/// <param name="Time">When they begin; null where that is relative.</param>
/// <param name="IsRecording">Whether they are part of a continuous recording.</param>
internal sealed record EvidenceGroup(string Stem, string Pipeline, string Label, DateTimeOffset? Time, bool IsRecording)
{
    /// <summary>Bytes by extension.</summary>
    public Dictionary<string, long> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Bytes of all of them.</summary>
    public long Bytes => Files.Values.Sum();

    /// <summary>What of it is oldest goes first: the time, or the name where times are relative.</summary>
    public string Age => Stem[(Stem.LastIndexOf('/') + 1)..];
}
