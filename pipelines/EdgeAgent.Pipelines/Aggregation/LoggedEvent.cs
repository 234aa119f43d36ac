namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>An event that rules would make of logged scores.</summary>
/// <param name="ClassIndex">Index of the label.</param>
/// <param name="First">Position of the onset.</param>
/// <param name="Last">Position of the offset.</param>
/// <param name="Peak">Highest smoothed score, 0..1.</param>
public readonly record struct LoggedEvent(int ClassIndex, long First, long Last, float Peak);
