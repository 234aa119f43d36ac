namespace EdgeAgent.Replay.Frames;

/// <summary>What was seen in one image or video frame, a line of <c>detections.ndjson</c>.</summary>
/// <param name="Input">The file.</param>
/// <param name="Position">Frames before it in the file; 0 for an image.</param>
/// <param name="Seconds">Seconds from the start of the video; null for an image.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Detections">Objects, best first.</param>
/// <param name="Top">Classes of the whole frame, best first; null where the model finds objects.</param>
/// <param name="Fault">Why the model's outputs can't be trusted; null when they can.</param>
internal sealed record FrameLine(string Input, long Position, double? Seconds, int Width, int Height, IReadOnlyList<FrameObject> Detections, IReadOnlyList<FrameClass>? Top, string? Fault);
