namespace EdgeAgent.Interop.OpenCv;

/// <summary>A box with a label to draw. Pixels of the image; what lies outside it is not drawn.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width; nothing is drawn below 1.</param>
/// <param name="Height">Height; nothing is drawn below 1.</param>
/// <param name="Label">Text above it; null for none. Characters beyond ASCII become question marks: OpenCV's font has no others.</param>
/// <param name="Rgb">Colour, 0xRRGGBB.</param>
/// <param name="Thickness">Thickness of the line, 1 to 255 pixels.</param>
public readonly record struct DrawnBox(int X, int Y, int Width, int Height, string? Label, int Rgb = 0x00FF00, int Thickness = 2);
