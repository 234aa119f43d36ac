namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>What was counted in one field of view.</summary>
/// <param name="Time">When the air was sampled that this place of the deposit stands for.</param>
/// <param name="Width">Width, pixels ≥ 1.</param>
/// <param name="Height">Height, pixels ≥ 1.</param>
/// <param name="Counts">Objects by class index; those that lie in the field by the middle of their box.</param>
/// <param name="Exclusion">Why it does not count.</param>
public sealed record FieldCount(DateTimeOffset Time, int Width, int Height, IReadOnlyList<int> Counts, FieldExclusion Exclusion);
