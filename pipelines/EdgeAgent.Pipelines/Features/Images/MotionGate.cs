namespace EdgeAgent.Pipelines.Features.Images;

/// <summary>
/// Lets frames through where something moves, so that a still scene costs almost nothing: the brightness of a coarse grid is compared with what it slowly becomes.
/// A change of light over the whole picture is no motion.
/// </summary>
/// <remarks>Depends on the frames alone, so that live and replay agree. One thread at a time; allocates when the size of the frames changes.</remarks>
public sealed class MotionGate
{
    private const int Columns = 64, Rows = 36, Cells = Columns * Rows;

    /// <summary>Pixels of a cell that are looked at, on each axis.</summary>
    private const int Looks = 4;

    /// <summary>How fast the picture that is compared with follows: a sixteenth of the difference a frame.</summary>
    private const float Follow = 1f / 16;

    private readonly MotionOptions _options;
    private readonly float _threshold;
    private readonly float[] _usual = new float[Cells];
    private readonly float[] _now = new float[Cells];
    private readonly float[] _difference = new float[Cells];
    private readonly bool[] _counts = new bool[Cells];
    private readonly int _counted;
    private (int Width, int Height) _size;
    private int _sinceMotion = int.MaxValue;
    private int _sincePass;

    /// <summary>Makes a gate for one source.</summary>
    public MotionGate(MotionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _threshold = (float)(40 - (37 * Math.Clamp(options.Sensitivity, 0, 1)));
        for (var i = 0; i < Cells; i++)
        {
            var (x, y) = (((i % Columns) + 0.5f) / Columns, ((i / Columns) + 0.5f) / Rows);
            _counts[i] = !options.Ignore.Any(box => x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom) && !options.Masks.Any(mask => mask.Contains(x, y));
            if (_counts[i]) _counted++;
        }
    }

    /// <summary>Part of the cells that are looked at that had changed in the last frame, 0..1.</summary>
    public double Changed { get; private set; }

    /// <summary>Looks at the next frame.</summary>
    /// <returns>Whether it is to be analysed. The first frame is, and the first of another size.</returns>
    public bool Passes(FrameView frame)
    {
        var isFirst = _size != (frame.Layout.Width, frame.Layout.Height);
        Look(new LumaGrid(frame));
        if (isFirst)
        {
            _size = (frame.Layout.Width, frame.Layout.Height);
            _now.CopyTo(_usual, 0);
            (Changed, _sinceMotion, _sincePass) = (0, int.MaxValue, 0);
            return true;
        }

        Compare();
        var moves = Changed > 0 && Changed >= _options.MinArea;
        _sinceMotion = moves ? 0 : _sinceMotion == int.MaxValue ? int.MaxValue : _sinceMotion + 1;
        _sincePass++;
        var isDue = _options.RefreshFrames > 0 && _sincePass >= _options.RefreshFrames;
        if (_sinceMotion > _options.HoldFrames && !isDue) return false;
        _sincePass = 0;
        return true;
    }

    private void Look(LumaGrid pixels)
    {
        for (var row = 0; row < Rows; row++)
        {
            var (top, bottom) = (row * pixels.Height / Rows, (row + 1) * pixels.Height / Rows);
            for (var column = 0; column < Columns; column++)
            {
                var (left, right) = (column * pixels.Width / Columns, (column + 1) * pixels.Width / Columns);
                var sum = 0;
                for (var j = 0; j < Looks; j++)
                {
                    var y = Math.Min(top + ((((2 * j) + 1) * (bottom - top)) / (2 * Looks)), pixels.Height - 1);
                    for (var i = 0; i < Looks; i++) sum += pixels[Math.Min(left + ((((2 * i) + 1) * (right - left)) / (2 * Looks)), pixels.Width - 1), y];
                }

                _now[(row * Columns) + column] = sum * (1f / (Looks * Looks));
            }
        }
    }

    private void Compare()
    {
        // Most of a picture stands still: its median difference is the change of the light.
        for (var i = 0; i < Cells; i++) _difference[i] = _now[i] - _usual[i];
        var light = Median(_difference);
        var changed = 0;
        for (var i = 0; i < Cells; i++)
        {
            var difference = _now[i] - _usual[i] - light;
            if (_counts[i] && Math.Abs(difference) > _threshold) changed++;
            _usual[i] += light + (difference * Follow);
        }

        Changed = _counted == 0 ? 0 : (double)changed / _counted;
    }

    private static float Median(float[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
