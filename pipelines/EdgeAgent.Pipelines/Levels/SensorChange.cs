using EdgeAgent.Core.Audio;

namespace EdgeAgent.Pipelines.Levels;

/// <summary>A hydrophone sounds different from what it did.</summary>
/// <param name="State">How it sounds now.</param>
/// <param name="From">Position from which it has, sample frames in the current epoch: where it began, not where it was certain.</param>
/// <param name="Sentence">What was found and what to do, for people.</param>
public sealed record SensorChange(SensorState State, long From, string Sentence);
