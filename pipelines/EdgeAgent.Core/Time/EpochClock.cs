namespace EdgeAgent.Core.Time;

/// <summary>
/// Dates one live epoch: takes its anchors from when its sample frames arrived. Times never go backwards within an epoch, except where the clock itself was set.
/// </summary>
/// <remarks>
/// <para>The first anchor stands at position 0. Sound that waited in pipes when the epoch began makes its first arrivals late; as long as nobody has asked for a time,
/// and for 30 s of input at most, earlier arrivals correct it.</para>
/// <para>After that an anchor is taken every ten minutes of input, when the clock was set, when its state changes, and when the time foreseen is off by more than 10 ms
/// (at most every two seconds of input). A time that was foreseen too early jumps forward; one that was foreseen too late runs at half speed until it is right.</para>
/// <para>Not for use from two threads.</para>
/// </remarks>
public sealed class EpochClock
{
    private const int AnchorSeconds = 600;
    private const int LeastSeconds = 2;
    private const int SettlingSeconds = 30;
    private const double HalfSpeed = 1e6;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(10);

    private readonly StreamTimeline _timeline;
    private readonly ArrivalFloor _floor;
    private readonly Action<TakenAnchor>? _taken;
    private TimeAnchor _last;
    private long _heard;
    private int _steps;
    private bool _isSettling = true;
    private bool _isTold;
    private DateTimeOffset _told;

    /// <summary>Begins an epoch.</summary>
    /// <param name="timeline">Gets the anchors; has none yet.</param>
    /// <param name="known">What an earlier epoch of the same source measured of its rate.</param>
    /// <param name="taken">Is told of every anchor, on the thread that brings arrivals; null when nobody wants to know.</param>
    public EpochClock(StreamTimeline timeline, RateEstimate known, Action<TakenAnchor>? taken = null)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        _timeline = timeline;
        _floor = new ArrivalFloor(timeline.Rate, known);
        _taken = taken;
    }

    /// <summary>The rate of the source so far.</summary>
    public RateEstimate Rate => _floor.Rate;

    /// <summary>Takes an arrival, before any of its sample frames is analysed.</summary>
    /// <param name="position">Sample frames of the epoch that are there now; ascending, calls that bring nothing new are left out of account.</param>
    /// <param name="now">Both clocks as they are now.</param>
    public void Heard(long position, in ClockReading now)
    {
        if (position <= _heard) return;
        _floor.Add(position, now.Monotonic);
        var recorded = now.Utc - (now.Monotonic - _floor.Earliest(position));
        if (_heard == 0) _steps = now.Steps;
        if (now.Steps != _steps) Step(position, recorded, now);
        else if (_isSettling && (_heard == 0 || (!_timeline.IsRead && position < (long)SettlingSeconds * _timeline.Rate))) Settle(position, recorded, now);
        else Follow(position, recorded, now);
        _heard = position;
    }

    private void Settle(long position, DateTimeOffset recorded, in ClockReading now)
    {
        var ppm = Rate.Ppm;
        var start = recorded - _timeline.Duration(position, ppm);
        var isFirst = _heard == 0;
        if (!isFirst && start >= _last.Utc) return;
        Put(new TimeAnchor(0, start, ppm, now.State), now, tell: isFirst || _told - start > Tolerance);
    }

    private void Step(long position, DateTimeOffset recorded, in ClockReading now)
    {
        EndSettling(now);
        _steps = now.Steps;
        // What came after the clock was set is dated by it; what was there before keeps its times.
        var first = _heard + 1;
        var ppm = Rate.Ppm;
        Put(new TimeAnchor(first, recorded - _timeline.Duration(position - first, ppm), ppm, now.State, IsStep: true), now);
    }

    private void Follow(long position, DateTimeOffset recorded, in ClockReading now)
    {
        EndSettling(now);
        // Still at half speed: the anchor at its end is set already.
        if (position <= _last.Position) return;
        var since = position - _last.Position;
        var error = recorded - _timeline.Foresee(position);
        var isDue = since >= (long)AnchorSeconds * _timeline.Rate;
        var isOff = error.Duration() > Tolerance && since >= (long)LeastSeconds * _timeline.Rate;
        if (!isDue && !isOff && now.State.Synchronized == _last.Clock?.Synchronized) return;
        var ppm = Rate.Ppm;
        if (error < TimeSpan.Zero)
        {
            // Half a second is gained in each second of input, and a little more or less by the source's own rate.
            var frames = (long)Math.Ceiling(-error.TotalSeconds * _timeline.Rate / ((1e6 / (1e6 + ppm)) - 0.5)) + 1;
            Put(new TimeAnchor(position, recorded - error, HalfSpeed, now.State), now);
            position += frames;
            recorded += _timeline.Duration(frames, ppm);
        }

        Put(new TimeAnchor(position, recorded, ppm, now.State), now);
    }

    private void EndSettling(in ClockReading now)
    {
        if (_isSettling && !_isTold) Tell(now);
        _isSettling = false;
    }

    private void Put(in TimeAnchor anchor, in ClockReading now, bool tell = true)
    {
        _timeline.Replace(anchor);
        _last = anchor;
        _isTold = tell;
        if (tell) Tell(now);
    }

    private void Tell(in ClockReading now)
    {
        _isTold = true;
        _told = _last.Utc;
        _taken?.Invoke(new TakenAnchor(_timeline.StreamId, _timeline.Rate, _last, now.Monotonic, Rate));
    }
}
