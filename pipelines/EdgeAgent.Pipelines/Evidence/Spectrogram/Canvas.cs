namespace EdgeAgent.Pipelines.Evidence.Spectrogram;

/// <summary>A picture of palette entries to draw on; what lies outside of it is left out.</summary>
internal sealed class Canvas(int width, int height)
{
    private readonly byte[] _pixels = new byte[width * height];

    /// <summary>Pixels of a row.</summary>
    public int Width => width;

    /// <summary>The pixels, row by row from the top.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Sets a pixel.</summary>
    public void Set(int x, int y, byte colour)
    {
        if ((uint)x < (uint)width && (uint)y < (uint)height) _pixels[(y * width) + x] = colour;
    }

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int x, int y, int w, int h, byte colour)
    {
        for (var row = y; row < y + h; row++)
            for (var column = x; column < x + w; column++) Set(column, row, colour);
    }

    /// <summary>Draws the edge of a rectangle, around it.</summary>
    public void Frame(int x, int y, int w, int h, byte colour)
    {
        Fill(x - 1, y - 1, w + 2, 1, colour);
        Fill(x - 1, y + h, w + 2, 1, colour);
        Fill(x - 1, y, 1, h, colour);
        Fill(x + w, y, 1, h, colour);
    }

    /// <summary>Writes a text.</summary>
    /// <param name="x">Where it begins, its centre or where it ends, by <paramref name="align"/>.</param>
    /// <param name="y">Its top.</param>
    /// <param name="text">The text.</param>
    /// <param name="scale">Pixels of a letter's pixel.</param>
    /// <param name="align">0 from the left, 1 centred, 2 to the right.</param>
    public void Write(int x, int y, string text, int scale, int align)
    {
        x -= BitmapFont.WidthOf(text) * scale * align / 2;
        foreach (var letter in text)
        {
            for (var row = 0; row < BitmapFont.Height; row++)
                for (var column = 0; column < 5; column++)
                    if (BitmapFont.Has(letter, column, row)) Fill(x + (column * scale), y + (row * scale), scale, scale, ColourMap.Black);
            x += BitmapFont.Advance * scale;
        }
    }
}
