namespace EdgeAgent.Replay.Frames;

/// <summary>An object in a frame. The box is in pixels of the file's picture.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Score">0..1.</param>
/// <param name="Box">Where it is.</param>
internal sealed record FrameObject(string Label, double Score, FrameBox Box);
