namespace EdgeAgent.Replay.Frames;

/// <summary>A class of a whole frame.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Score">0..1.</param>
internal sealed record FrameClass(string Label, double Score);
