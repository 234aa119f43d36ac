namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>Cuts large images into tiles with overlap.</summary>
public static class TileGrid
{
    /// <summary>Side of the blocks in which a tile is looked at, in parts of the tile, and the pixels between two that are looked at.</summary>
    private const int Blocks = 8, Step = 3;

    /// <summary>The tiles of an image, row after row. The last ones of a row and column are moved inside, so that none is padded; an image that is smaller than a tile is one tile.</summary>
    /// <param name="width">Width of the image.</param>
    /// <param name="height">Height of the image.</param>
    /// <param name="options">How to cut it.</param>
    /// <param name="tiles">Takes them; emptied before.</param>
    public static void Cut(int width, int height, TileOptions options, List<ImageTile> tiles)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        tiles.Clear();
        var rows = Count(height, options.Height, options.Overlap);
        var columns = Count(width, options.Width, options.Overlap);
        for (var row = 0; row < rows; row++)
        {
            var (top, tall, coreTop, coreBottom) = Span(row, rows, height, options.Height, options.Overlap);
            for (var column = 0; column < columns; column++)
            {
                var (left, wide, coreLeft, coreRight) = Span(column, columns, width, options.Width, options.Overlap);
                tiles.Add(new ImageTile(left, top, wide, tall, coreLeft, coreTop, coreRight, coreBottom));
            }
        }
    }

    /// <summary>Whether nothing is to be seen in a tile: in none of its 64 blocks does the brightness vary. Looks at every ninth pixel.</summary>
    /// <param name="frame">The image.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="below">Standard deviation in levels up to which a block is empty; sensor noise is 1 to 4.</param>
    /// <remarks>By blocks, because a small object changes the variance of a whole tile by little, but that of a block by much.</remarks>
    public static bool IsEmpty(FrameView frame, in ImageTile tile, double below)
    {
        if (below <= 0) return false;
        var pixels = new LumaGrid(frame);
        for (var row = 0; row < Blocks; row++)
        {
            var (top, bottom) = (tile.Top + (row * tile.Height / Blocks), tile.Top + ((row + 1) * tile.Height / Blocks));
            for (var column = 0; column < Blocks; column++)
            {
                var (left, right) = (tile.Left + (column * tile.Width / Blocks), tile.Left + ((column + 1) * tile.Width / Blocks));
                if (Variance(pixels, left, top, right, bottom) > below * below) return false;
            }
        }

        return true;
    }

    private static double Variance(LumaGrid pixels, int left, int top, int right, int bottom)
    {
        long sum = 0, squares = 0, count = 0;
        for (var y = top; y < bottom; y += Step)
        {
            for (var x = left; x < right; x += Step)
            {
                var level = pixels[x, y];
                sum += level;
                squares += level * level;
                count++;
            }
        }

        var mean = count == 0 ? 0 : (double)sum / count;
        return count == 0 ? 0 : ((double)squares / count) - (mean * mean);
    }

    private static int Count(int length, int tile, double overlap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tile, 1);
        return length <= tile ? 1 : 1 + (int)Math.Ceiling((length - tile) / (double)Advance(tile, overlap));
    }

    private static int Advance(int tile, double overlap) => Math.Max(1, (int)Math.Round(tile * (1 - Math.Clamp(overlap, 0, 0.9))));

    private static int Start(int index, int length, int tile, double overlap) => Math.Max(0, Math.Min(index * Advance(tile, overlap), length - tile));

    // The border between two cores is the middle of what their tiles share.
    private static (int From, int Length, float CoreFrom, float CoreTo) Span(int index, int count, int length, int tile, double overlap)
    {
        var from = Start(index, length, tile, overlap);
        var size = Math.Min(tile, length);
        var coreFrom = index == 0 ? float.NegativeInfinity : (Start(index - 1, length, tile, overlap) + tile + from) / 2f;
        var coreTo = index == count - 1 ? float.PositiveInfinity : (from + tile + Start(index + 1, length, tile, overlap)) / 2f;
        return (from, size, coreFrom, coreTo);
    }
}
