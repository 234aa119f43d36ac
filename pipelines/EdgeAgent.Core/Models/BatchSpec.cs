namespace EdgeAgent.Core.Models;

/// <summary>How windows may be batched.</summary>
/// <param name="Max">Largest batch, ≥ 1.</param>
/// <param name="DelayMs">Longest wait for another window that is due, in milliseconds.</param>
/// <param name="Invariant">False when a window's scores depend on its neighbours in the batch; such a package runs at batch 1.</param>
public sealed record BatchSpec(int Max, double DelayMs, bool Invariant);
