namespace EdgeAgent.Core.Control.Inference;

/// <summary>An event in a recording, by the package's rules.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Onset">Where it begins, in seconds from the recording's start.</param>
/// <param name="Offset">Where it ends.</param>
/// <param name="Peak">Highest smoothed score, 0..1.</param>
/// <param name="Mean">Mean smoothed score, 0..1.</param>
/// <param name="Windows">Windows that it covers.</param>
public sealed record PredictedEvent(string Label, double Onset, double Offset, double Peak, double Mean, int Windows);
