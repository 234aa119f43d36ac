namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>A part of a recording file at its place in an epoch.</summary>
/// <param name="Path">The file.</param>
/// <param name="FirstPosition">Position of its first sample frame in the epoch.</param>
/// <param name="Frames">Sample frames of the part.</param>
/// <param name="SkipFrames">Sample frames of the file before it.</param>
public sealed record RecordingSegment(string Path, long FirstPosition, long Frames, long SkipFrames);
