namespace EdgeAgent.Core.Vision;

/// <summary>Where an object was at a moment.</summary>
/// <param name="Position">Video frame since the epoch began.</param>
/// <param name="Box">Its box, pixels of the source image.</param>
/// <param name="Score">Score of the detection.</param>
public readonly record struct TrackPoint(long Position, ImageBox Box, float Score);
