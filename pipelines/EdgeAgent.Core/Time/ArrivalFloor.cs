namespace EdgeAgent.Core.Time;

/// <summary>
/// Finds, from when sample frames arrived, when they were recorded and how fast the source's clock runs. An arrival is late by buffering, scheduling and
/// bursts, never early: the truth is the lower envelope of what is seen.
/// </summary>
/// <remarks>
/// <para>The <em>lateness</em> of an arrival is the monotonic clock less the nominal time of its position. Of every ten seconds of input the earliest arrival is kept, for two hours.</para>
/// <para>Rate: the line below all of them that lies closest to them, which is the edge of their lower convex hull over their mean position
/// (Moon, Skelly, Towsley: Estimation and removal of clock skew from network delay measurements, INFOCOM 1999). Its uncertainty is twice the median distance of the kept
/// arrivals from it over the time they span; with what was known before, it is weighted by it, so that a minute of jitter says little and an hour much.</para>
/// <para>Level: the earliest arrival of the last two minutes, along the measured rate. A box that is starved for a minute does not shift it.
/// A source that comes later for longer than that has a new level (it lost samples in silence, or its buffers grew); one that comes 25 ms before its level proves
/// the level wrong at once. Either way the rate is measured anew from there, beginning with what was known.</para>
/// <para>Allocates nothing after construction. Not for use from two threads.</para>
/// </remarks>
public sealed class ArrivalFloor
{
    private const double BinSeconds = 10;
    private const int Bins = 720;
    private const int LevelBins = 12;
    private const int LeastBins = 6;

    /// <summary>From ten minutes on the rate is measured once a minute: it changes slowly by then, and the work grows with what is kept.</summary>
    private const int ManyBins = 60;
    private const int BinsBetween = 6;
    private const double ShiftSeconds = 0.025;

    /// <summary>What a rate may have changed by when its measurement is begun again, ppm: temperature, the discipline of the monotonic clock.</summary>
    private const double Forgetting = 10;

    private readonly int _rate;
    // The earliest arrivals, oldest first, in [_begin, _end): the arrays are moved to their start when they are full.
    private readonly double[] _x = new double[2 * Bins];
    private readonly double[] _y = new double[2 * Bins];
    private readonly int[] _hull = new int[Bins];
    private readonly double[] _distances = new double[Bins];
    private int _begin;
    private int _end;
    private int _unmeasured;
    private double _priorSlope;
    private double _priorSigma;
    private double _slope;
    private double _sigma;
    private double _level = double.PositiveInfinity;
    private long _bin = long.MinValue;
    private double _binX;
    private double _binY = double.PositiveInfinity;

    /// <summary>Begins an epoch.</summary>
    /// <param name="rate">Nominal sample frames a second, ≥ 1.</param>
    /// <param name="known">What an earlier epoch of the same source measured.</param>
    public ArrivalFloor(int rate, RateEstimate known)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1);
        _rate = rate;
        _slope = _priorSlope = (1 / (1 + (known.Ppm * 1e-6))) - 1;
        _sigma = _priorSigma = known.Uncertainty * 1e-6;
    }

    /// <summary>The rate of the source so far.</summary>
    public RateEstimate Rate => new(((1 / (1 + _slope)) - 1) * 1e6, _sigma * 1e6);

    /// <summary>Takes an arrival.</summary>
    /// <param name="position">Sample frames of the epoch that are there now; ascending.</param>
    /// <param name="now">The monotonic clock.</param>
    public void Add(long position, TimeSpan now)
    {
        var x = (double)position / _rate;
        var y = now.TotalSeconds - x;
        var bin = (long)(x / BinSeconds);
        if (bin != _bin)
        {
            CompleteBin();
            _bin = bin;
        }

        var lateness = y - (_slope * x);
        if (_end - _begin >= LeastBins && lateness < _level - ShiftSeconds) BeginAgain(keep: 0);
        if (lateness >= _binY - (_slope * _binX)) return;
        (_binX, _binY) = (x, y);
    }

    /// <summary>When a position was recorded, as far as arrivals tell: no later than it was there, and earlier where that was late.</summary>
    /// <param name="position">A position near the last arrival.</param>
    /// <returns>Time of the monotonic clock.</returns>
    public TimeSpan Earliest(long position)
    {
        var x = (double)position / _rate;
        var level = Math.Min(_level, _binY - (_slope * _binX));
        return TimeSpan.FromTicks((long)Math.Round((x + (_slope * x) + level) * TimeSpan.TicksPerSecond));
    }

    private void CompleteBin()
    {
        if (double.IsPositiveInfinity(_binY)) return;
        if (_end == _x.Length)
        {
            _x.AsSpan(_begin.._end).CopyTo(_x);
            _y.AsSpan(_begin.._end).CopyTo(_y);
            (_begin, _end) = (0, _end - _begin);
        }

        (_x[_end], _y[_end]) = (_binX, _binY);
        _end++;
        if (_end - _begin > Bins) _begin++;
        _binY = double.PositiveInfinity;
        // Against the four minutes before: over longer times the rate's own error and temperature would look like a shift.
        var recent = Math.Max(_begin, _end - LevelBins);
        if (Lowest(recent, _end) - Lowest(Math.Max(_begin, recent - (2 * LevelBins)), recent) is > ShiftSeconds and < double.PositiveInfinity && _end - recent == LevelBins) BeginAgain(LevelBins);
        Measure();
        _level = Lowest(Math.Max(_begin, _end - LevelBins), _end);
    }

    private void BeginAgain(int keep)
    {
        _begin = Math.Max(_begin, _end - keep);
        _priorSlope = _slope;
        _priorSigma = Math.Min(Math.Sqrt((_sigma * _sigma) + (Forgetting * Forgetting * 1e-12)), RateEstimate.Unmeasured.Uncertainty * 1e-6);
        _sigma = _priorSigma;
        _level = Lowest(_begin, _end);
    }

    private double Lowest(int from, int to)
    {
        var lowest = double.PositiveInfinity;
        for (var i = from; i < to; i++) lowest = Math.Min(lowest, _y[i] - (_slope * _x[i]));
        return lowest;
    }

    private void Measure()
    {
        var count = _end - _begin;
        if (count < LeastBins || (count > ManyBins && ++_unmeasured < BinsBetween)) return;
        _unmeasured = 0;
        var edge = LowerEdge();
        var slope = (_y[edge.To] - _y[edge.From]) / (_x[edge.To] - _x[edge.From]);
        var distances = _distances.AsSpan(0, count);
        for (var i = 0; i < count; i++) distances[i] = _y[_begin + i] - _y[edge.From] - (slope * (_x[_begin + i] - _x[edge.From]));
        distances.Sort();
        // 10 µs stand for the resolution of arrivals: no series is so even that nothing is uncertain.
        var sigma = 2 * (distances[count / 2] + 1e-5) / (_x[_end - 1] - _x[_begin]);
        var before = 1 / (_priorSigma * _priorSigma);
        var measured = 1 / (sigma * sigma);
        _slope = ((_priorSlope * before) + (slope * measured)) / (before + measured);
        _sigma = 1 / Math.Sqrt(before + measured);
    }

    // Andrew's monotone chain; the edge over the mean is the line below all points with the least sum of distances.
    private (int From, int To) LowerEdge()
    {
        var size = 0;
        var sum = 0.0;
        for (var i = _begin; i < _end; i++)
        {
            sum += _x[i];
            while (size >= 2 && Turn(_hull[size - 2], _hull[size - 1], i) <= 0) size--;
            _hull[size++] = i;
        }

        var mean = sum / (_end - _begin);
        var edge = 1;
        while (edge < size - 1 && _x[_hull[edge]] < mean) edge++;
        return (_hull[edge - 1], _hull[edge]);
    }

    private double Turn(int a, int b, int c) => ((_x[b] - _x[a]) * (_y[c] - _y[a])) - ((_y[b] - _y[a]) * (_x[c] - _x[a]));
}
