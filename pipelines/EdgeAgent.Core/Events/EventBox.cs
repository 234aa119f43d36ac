namespace EdgeAgent.Core.Events;

/// <summary>A box as events carry it: pixels of the source image, to a tenth.</summary>
/// <param name="X">Left edge, from the image's left edge.</param>
/// <param name="Y">Upper edge, from the image's upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public sealed record EventBox(double X, double Y, double Width, double Height);
