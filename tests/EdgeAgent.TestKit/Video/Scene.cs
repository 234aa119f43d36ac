namespace EdgeAgent.TestKit.Video;

/// <summary>Draws frames of coloured squares over a gray, faintly patterned ground, as <c>rgb24</c>. For <see cref="Onnx.BlobPackage"/>.</summary>
/// <param name="width">Pixels of a row.</param>
/// <param name="height">Rows.</param>
public sealed class Scene(int width, int height)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>A frame with squares: the middle of each, its side, and whether it is red or blue.</summary>
    public byte[] Draw(params IEnumerable<(double X, double Y, int Side, bool IsRed)> squares)
    {
        var pixels = new byte[Width * Height * 3];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++) pixels.AsSpan(((y * Width) + x) * 3, 3).Fill((byte)(90 + ((x / 8) + (y / 8)) % 2 * 10));
        foreach (var (centerX, centerY, side, isRed) in squares)
        {
            var (left, top) = ((int)Math.Round(centerX - (side / 2.0)), (int)Math.Round(centerY - (side / 2.0)));
            for (var y = Math.Max(0, top); y < Math.Min(Height, top + side); y++)
            {
                for (var x = Math.Max(0, left); x < Math.Min(Width, left + side); x++)
                {
                    var at = ((y * Width) + x) * 3;
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = isRed ? ((byte)250, (byte)10, (byte)10) : ((byte)10, (byte)10, (byte)250);
                }
            }
        }

        return pixels;
    }

    /// <summary>A red square from left to right and a blue one from right to left, which cross in the middle, as frames one after the other.</summary>
    public IEnumerable<byte[]> Crossing(int frames, int side)
    {
        for (var i = 0; i < frames; i++)
        {
            var along = side + ((Width - (2.0 * side)) * i / (frames - 1));
            yield return Draw((along, Height * 0.45, side, true), (Width - along, Height * 0.55, side, false));
        }
    }
}
