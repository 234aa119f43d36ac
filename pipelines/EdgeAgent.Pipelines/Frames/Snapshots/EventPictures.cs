namespace EdgeAgent.Pipelines.Frames.Snapshots;

/// <summary>Pictures of an event that nobody has kept yet.</summary>
/// <param name="Annotated">The whole frame with the object's box drawn, JPEG.</param>
/// <param name="Crop">The object and a little around it, nothing drawn, PNG.</param>
/// <param name="Time">When the frame was taken; null where the stream has relative time only.</param>
/// <param name="Seconds">The same in seconds of stream time.</param>
public sealed record EventPictures(byte[] Annotated, byte[] Crop, DateTimeOffset? Time, double Seconds);
