namespace EdgeAgent.Replay.Evaluation;

/// <summary>A truth file as it was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Items">Its rows, in order; empty when the table says that there is nothing.</param>
internal sealed record TruthTable(string Path, IReadOnlyList<TruthItem> Items);
