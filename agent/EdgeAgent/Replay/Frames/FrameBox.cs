namespace EdgeAgent.Replay.Frames;

/// <summary>A box, as published boxes are: pixels.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
internal sealed record FrameBox(double X, double Y, double Width, double Height);
