namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>A run of sample frames of one file that belongs to an epoch.</summary>
/// <param name="Path">The file.</param>
/// <param name="FirstPosition">The epoch's position of the run's first sample frame.</param>
/// <param name="Frames">Length in sample frames, 1 or more.</param>
/// <param name="SkipFrames">Sample frames of the file before the run, 0 or more.</param>
public sealed record RecordingSegment(string Path, long FirstPosition, long Frames, long SkipFrames);
