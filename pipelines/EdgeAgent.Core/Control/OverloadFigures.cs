namespace EdgeAgent.Core.Control;

/// <summary>How a pipeline keeps up.</summary>
/// <param name="Step">What it does about it now.</param>
/// <param name="QueuedSeconds">Seconds of input that have arrived and are not analysed.</param>
/// <param name="Load">Seconds of work for a second of input lately; from 1 on it falls behind. 0 before anything was measured.</param>
/// <param name="Climbs">How often it had to take a step up.</param>
/// <param name="SkippedSeconds">Seconds of input that were not scored (the mean over its models).</param>
public sealed record OverloadFigures(OverloadStep Step, double QueuedSeconds, double Load, long Climbs, double SkippedSeconds);
