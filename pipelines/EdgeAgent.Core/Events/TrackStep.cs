namespace EdgeAgent.Core.Events;

/// <summary>A place on an object's way: the middle of the lower edge of its box, where it stands.</summary>
/// <param name="At">Video frame since the epoch began.</param>
/// <param name="X">Pixels of the source image, to a tenth.</param>
/// <param name="Y">Pixels of the source image, to a tenth.</param>
public sealed record TrackStep(long At, double X, double Y);
