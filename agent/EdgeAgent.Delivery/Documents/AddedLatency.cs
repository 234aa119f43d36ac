namespace EdgeAgent.Delivery.Documents;

/// <summary>What the agent adds to the model's own run, from the arrival of the last sample that a window needs to its events, in seconds.</summary>
/// <param name="P50">Half of the windows took no longer.</param>
/// <param name="P99">99 % took no longer.</param>
public sealed record AddedLatency(double P50, double P99);
