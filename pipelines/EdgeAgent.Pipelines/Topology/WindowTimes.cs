namespace EdgeAgent.Pipelines.Topology;

/// <summary>When what happened to one window: timestamps of the monotonic clock, in order.</summary>
/// <param name="Arrived">The last sample that it needs reached the pipe.</param>
/// <param name="Began">The analysis of that sample's block began.</param>
/// <param name="Ready">The window was in the session's tensor.</param>
/// <param name="RunBegan">The model's run began.</param>
/// <param name="RunEnded">It ended.</param>
/// <param name="Told">Its events were handed to the store.</param>
public readonly record struct WindowTimes(long Arrived, long Began, long Ready, long RunBegan, long RunEnded, long Told);
