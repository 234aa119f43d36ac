namespace EdgeAgent.Replay.Evaluation;

/// <summary>A confuser file as it was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Items">Its rows, in order.</param>
internal sealed record ConfuserTable(string Path, IReadOnlyList<ConfuserItem> Items);
