using System.Runtime.InteropServices;

namespace EdgeAgent.Pipelines.Levels;

/// <summary>Measures the samples of an epoch, interval by interval, in one pass.</summary>
/// <remarks>
/// An interval is twenty tiles of a twentieth of a second. Tiles lie at fixed positions, so the figures do not depend on how the samples come in.
/// Called from one thread at a time; allocates nothing once made.
/// </remarks>
internal sealed class LevelMeter
{
    /// <summary>Magnitude from which a sample counts as at full scale: what 16 bits call 32735 of 32767, since few converters end exactly there.</summary>
    public const float FullScale = 0.999f;

    /// <summary>Extremes below this are not looked at for flat tops: there, samples are so coarse that any crest is flat, and no preamplifier ends so low.</summary>
    public const float LowestFlatTop = 0.1f;

    /// <summary>
    /// Part of an interval from which samples at its extremes are flat tops. A sine of A steps lies within half a step of its crest for 0.64/√A of the time,
    /// which is 0.011 where 16 bits meet <see cref="LowestFlatTop"/> and less above.
    /// </summary>
    public const double FlatTopShare = 0.02;

    private const int Tiles = 20;
    private const int SmallestTile = 16;
    private const int FloorRank = Tiles / 10 - 1;

    private readonly float[] _tile;
    private readonly double[] _variances = new double[Tiles];
    private readonly RunTracker _runs;
    private int _filled;
    private int _tiles;
    private long _first;
    private double _sum;
    private double _squares;
    private float _min;
    private float _max;
    private int _atFullScale;
    private int _flatAtMin;
    private int _flatAtMax;
    private int _allOnes;
    private int _anyOnes;

    /// <summary>Makes a meter.</summary>
    /// <param name="rate">Sample frames a second.</param>
    public LevelMeter(int rate)
    {
        Rate = rate;
        _tile = new float[Math.Max(SmallestTile, rate / Tiles)];
        _runs = new RunTracker(rate);
        Begin();
    }

    /// <summary>Sample frames a second.</summary>
    public int Rate { get; }

    /// <summary>Sample frames of an interval.</summary>
    public int IntervalFrames => _tile.Length * Tiles;

    /// <summary>Forgets everything: what follows is another epoch.</summary>
    public void Reset()
    {
        _filled = 0;
        _first = 0;
        _runs.Reset();
        Begin();
    }

    /// <summary>Takes samples up to the end of the interval.</summary>
    /// <param name="samples">The next samples of the epoch, all finite; advanced past what was taken.</param>
    /// <param name="reading">The interval that is complete.</param>
    /// <returns>Whether an interval is complete; false when all samples were taken and it is not.</returns>
    public bool TryRead(ref ReadOnlySpan<float> samples, out LevelReading reading)
    {
        while (!samples.IsEmpty)
        {
            if (_filled == 0 && samples.Length >= _tile.Length)
            {
                // A whole tile is measured where it lies.
                AddTile(samples[.._tile.Length]);
                samples = samples[_tile.Length..];
            }
            else
            {
                var count = Math.Min(samples.Length, _tile.Length - _filled);
                samples[..count].CopyTo(_tile.AsSpan(_filled));
                samples = samples[count..];
                _filled += count;
                if (_filled < _tile.Length) continue;
                AddTile(_tile);
                _filled = 0;
            }

            if (_tiles < Tiles) continue;
            reading = End();
            return true;
        }

        reading = default;
        return false;
    }

    private void AddTile(ReadOnlySpan<float> tile)
    {
        var levels = TileLevels.Measure(tile);
        _variances[_tiles++] = levels.Variance;
        _sum += levels.Sum;
        _squares += levels.SumOfSquares;
        _allOnes &= levels.AllOnes;
        _anyOnes |= levels.AnyOnes;
        _runs.Add(MemoryMarshal.Cast<float, int>(tile), levels.HoldsRun);
        if (levels.Max >= FullScale || levels.Min <= -FullScale) _atFullScale += TileLevels.CountBeyond(tile, FullScale);
        FollowExtreme(tile, levels.Max, ref _max, ref _flatAtMax, beyond: levels.Max > _max);
        FollowExtreme(tile, levels.Min, ref _min, ref _flatAtMin, beyond: levels.Min < _min);
    }

    // Only the interval's own extremes count as flat tops, so most tiles need no second look.
    private static void FollowExtreme(ReadOnlySpan<float> tile, float value, ref float extreme, ref int flat, bool beyond)
    {
        if (beyond) flat = 0;
        else if (value != extreme) return;
        extreme = value;
        if (Math.Abs(value) is >= LowestFlatTop and < FullScale) flat += TileLevels.CountFlat(tile, value);
    }

    private LevelReading End()
    {
        double frames = IntervalFrames;
        var (held, longest) = _runs.EndInterval();
        // A line that never moves is flat, but nothing was cut off.
        var flat = _min == _max ? 0 : _flatAtMin + _flatAtMax;
        Array.Sort(_variances);
        var reading = new LevelReading(
            _first,
            IntervalFrames,
            _squares / frames,
            _sum / frames,
            _variances[FloorRank],
            _min,
            _max,
            _atFullScale + (flat >= FlatTopShare * frames ? flat : 0),
            held,
            longest,
            _anyOnes & ~_allOnes);
        _first += IntervalFrames;
        Begin();
        return reading;
    }

    private void Begin()
    {
        (_tiles, _sum, _squares) = (0, 0, 0);
        (_min, _max) = (float.PositiveInfinity, float.NegativeInfinity);
        (_atFullScale, _flatAtMin, _flatAtMax) = (0, 0, 0);
        (_allOnes, _anyOnes) = (-1, 0);
    }
}
