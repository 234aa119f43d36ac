using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Frames;

/// <summary>Measures frames at a grid of pixels: enough to know how a camera does, for a small part of what the analysis costs.</summary>
/// <remarks>One thread at a time; nothing is allocated.</remarks>
internal sealed class PictureMeter
{
    private const int Columns = 96, Rows = 54;
    private const int Black = 20, White = 250;

    private ulong _hash;
    private bool _hasHash;

    /// <summary>Forgets the frame before.</summary>
    public void Begin() => _hasHash = false;

    /// <summary>Measures the next frame.</summary>
    public PictureReading Measure(FrameView frame)
    {
        var pixels = new LumaGrid(frame);
        // Of a picture smaller than the grid each pixel once; a Laplacian needs neighbours on all sides.
        var (columns, rows) = (Math.Min(Columns, pixels.Width), Math.Min(Rows, pixels.Height));
        long sum = 0, black = 0, white = 0, edges = 0;
        double laplacian = 0, squares = 0;
        var hash = 14695981039346656037UL;
        for (var j = 0; j < rows; j++)
        {
            var y = ((2 * j) + 1) * pixels.Height / (2 * rows);
            for (var i = 0; i < columns; i++)
            {
                var x = ((2 * i) + 1) * pixels.Width / (2 * columns);
                var level = pixels[x, y];
                sum += level;
                if (level <= Black) black++;
                if (level >= White) white++;
                hash = (hash ^ (uint)level) * 1099511628211UL;
                if (x == 0 || y == 0 || x == pixels.Width - 1 || y == pixels.Height - 1) continue;
                var value = pixels[x - 1, y] + pixels[x + 1, y] + pixels[x, y - 1] + pixels[x, y + 1] - (4 * level);
                laplacian += value;
                squares += value * value;
                edges++;
                hash = (hash ^ (uint)value) * 1099511628211UL;
            }
        }

        var count = (double)(columns * rows);
        var mean = edges == 0 ? 0 : laplacian / edges;
        var isSame = _hasHash && hash == _hash;
        (_hash, _hasHash) = (hash, true);
        return new PictureReading(sum / count, black / count, white / count, edges == 0 ? 0 : (squares / edges) - (mean * mean), isSame);
    }
}
