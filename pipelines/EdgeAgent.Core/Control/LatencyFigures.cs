namespace EdgeAgent.Core.Control;

/// <summary>How long something took, in seconds; percentiles are the upper end of their class, each a twelfth of a doubling wide (6 %).</summary>
/// <param name="Count">How often it was measured.</param>
/// <param name="P50">Half of them took no longer.</param>
/// <param name="P95">95 % took no longer.</param>
/// <param name="P99">99 % took no longer.</param>
/// <param name="Longest">The longest.</param>
public sealed record LatencyFigures(long Count, double P50, double P95, double P99, double Longest);
