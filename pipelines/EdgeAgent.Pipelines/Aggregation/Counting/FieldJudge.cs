using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>
/// Says which fields of view count. Sharpness is the strength of the strongest edges at blocks of 4 pixels over that at blocks of 16: objects in focus have both, blurred ones lose the fine ones, sensor noise has neither.
/// A field with nothing in it has no sharpness and counts. Likeness is the correlation of the edges at blocks of 16 with those of the last 32 fields that count.
/// </summary>
/// <remarks>One thread at a time. Allocates while it gets to know its first fields only.</remarks>
internal sealed class FieldJudge(CountOptions options)
{
    private const int Fine = 4;
    private const int PerCoarse = 4;
    private const int Remembered = 32;
    private const int White = 250;

    /// <summary>Strength of the strongest edges below which there is nothing in the field, levels.</summary>
    private const double LeastContrast = 24;

    /// <summary>Part of all blocks that hold the strongest edges: some objects in a field suffice.</summary>
    private const double Strongest = 0.001;

    /// <summary>From this likeness on it is the same picture, whatever is in it.</summary>
    private const double Same = 0.999;

    // Edges in steps of a quarter of a level.
    private readonly int[] _histogram = new int[4096];
    private readonly List<(int Width, int Height, float[] Edges)> _fields = [];
    private float[] _fine = [];
    private float[] _coarse = [];
    private float[] _edges = [];
    private int _next;

    /// <summary>Judges the next field.</summary>
    /// <param name="frame">Its pixels.</param>
    /// <param name="cover">Part of it that objects cover, 0..1.</param>
    public FieldReading Judge(FrameView frame, double cover)
    {
        var (width, height) = (frame.Layout.Width / Fine, frame.Layout.Height / Fine);
        var (across, down) = (width / PerCoarse, height / PerCoarse);
        if (across < 3 || down < 3) return default;
        var white = Blocks(frame, width, height);
        Coarsen(width, across, down);
        var contrast = Edges(_coarse, across, down, ref _edges);
        var sharpness = contrast < LeastContrast ? 0 : Edges(_fine, width, height) / contrast;
        Normalise(across * down);
        var likeness = _fields.Count == 0 ? 0 : _fields.Max(f => f.Width == across && f.Height == down ? Likeness(f.Edges) : 0);
        var exclusion = white > options.MaxWhite || cover > options.MaxCover ? FieldExclusion.Saturated
            : sharpness > 0 && sharpness < options.MinSharpness ? FieldExclusion.Blurred
            : likeness >= Same || (contrast >= LeastContrast && likeness > options.MaxLikeness) ? FieldExclusion.Duplicate
            : FieldExclusion.None;
        if (exclusion == FieldExclusion.None) Remember(across, down);
        return new FieldReading(exclusion, sharpness, likeness);
    }

    // Means of blocks; gives the part of them that is white.
    private double Blocks(FrameView frame, int width, int height)
    {
        var pixels = new LumaGrid(frame);
        if (_fine.Length < width * height) _fine = new float[width * height];
        var white = 0;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var sum = 0;
                for (var j = 0; j < Fine; j++)
                    for (var i = 0; i < Fine; i++) sum += pixels[(x * Fine) + i, (y * Fine) + j];
                if (sum >= White * Fine * Fine) white++;
                _fine[(y * width) + x] = sum / (float)(Fine * Fine);
            }

        return white / (double)(width * height);
    }

    private void Coarsen(int width, int across, int down)
    {
        if (_coarse.Length < across * down) _coarse = new float[across * down];
        for (var y = 0; y < down; y++)
            for (var x = 0; x < across; x++)
            {
                var sum = 0f;
                for (var j = 0; j < PerCoarse; j++)
                    for (var i = 0; i < PerCoarse; i++) sum += _fine[(((y * PerCoarse) + j) * width) + (x * PerCoarse) + i];
                _coarse[(y * across) + x] = sum / (PerCoarse * PerCoarse);
            }
    }

    private double Edges(float[] map, int width, int height)
    {
        Array.Clear(_histogram);
        for (var y = 1; y < height - 1; y++)
            for (var x = 1; x < width - 1; x++) Count(Laplacian(map, width, x, y));
        return MeanOfStrongest((width - 2) * (height - 2), Strongest);
    }

    private double Edges(float[] map, int width, int height, ref float[] edges)
    {
        if (edges.Length < width * height) edges = new float[width * height];
        Array.Clear(edges, 0, width * height);
        Array.Clear(_histogram);
        for (var y = 1; y < height - 1; y++)
            for (var x = 1; x < width - 1; x++) Count(edges[(y * width) + x] = Laplacian(map, width, x, y));
        // One object's edges fill sixteen times as many fine blocks.
        return MeanOfStrongest((width - 2) * (height - 2), Strongest * PerCoarse);
    }

    private static float Laplacian(float[] map, int width, int x, int y)
    {
        var at = (y * width) + x;
        return map[at - 1] + map[at + 1] + map[at - width] + map[at + width] - (4 * map[at]);
    }

    private void Count(float edge) => _histogram[Math.Min((int)(Math.Abs(edge) * 4), _histogram.Length - 1)]++;

    private double MeanOfStrongest(int blocks, double part)
    {
        var (wanted, left, sum) = (Math.Max(4, (int)(blocks * part)), 0, 0.0);
        left = wanted;
        for (var i = _histogram.Length - 1; i >= 0 && left > 0; i--)
        {
            var taken = Math.Min(left, _histogram[i]);
            sum += taken * (i + 0.5) / 4;
            left -= taken;
        }

        return sum / wanted;
    }

    private void Normalise(int count)
    {
        var edges = _edges.AsSpan(0, count);
        double sum = 0, squares = 0;
        foreach (var edge in edges) (sum, squares) = (sum + edge, squares + ((double)edge * edge));
        var mean = sum / count;
        var scale = squares - (sum * mean) is > 1e-9 and var spread ? 1 / Math.Sqrt(spread) : 0;
        for (var i = 0; i < count; i++) edges[i] = (float)((edges[i] - mean) * scale);
    }

    private double Likeness(float[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < other.Length; i++) sum += other[i] * (double)_edges[i];
        return sum;
    }

    private void Remember(int width, int height)
    {
        var edges = _fields.Count == Remembered && _fields[_next].Edges is var used && used.Length == width * height ? used : new float[width * height];
        Array.Copy(_edges, edges, edges.Length);
        if (_fields.Count < Remembered) _fields.Add((width, height, edges));
        else _fields[_next] = (width, height, edges);
        _next = (_next + 1) % Remembered;
    }
}
