namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Keeps the balance of a live source: sample frames delivered and gaps declared add up to the time that passed by the monotonic clock.
/// A gap begins where the sound that was delivered ends, and ends where the first new sound begins. Both are earlier than the arrivals: what a program, a server or the network
/// held back comes late and all at once, so that the beginning is certain only when the source has stopped to catch up.
/// </summary>
/// <remarks>Sound arrives late but never early, so the earliest beginning that any arrival shows is the true one.</remarks>
/// <param name="rate">Sample frames or video frames a second; 0 where their number says nothing, so that only arrivals count.</param>
/// <param name="time">The clock.</param>
internal sealed class GapAccount(double rate, TimeProvider time)
{
    /// <summary>How far two clocks may differ without a loss, as a part: ten times a bad crystal.</summary>
    private const double ClockDifference = 500e-6;

    /// <summary>A source that has not shown an earlier beginning for so long, seconds, has caught up.</summary>
    private const double QuietSeconds = 0.5;

    /// <summary>What does not count as earlier, seconds: jitter, and a rate that is within any tolerance.</summary>
    private const double Step = 0.02;

    /// <summary>A source that is behind what it has shown, seconds, will catch up: it is held back just now.</summary>
    private const double Behind = 0.1;

    /// <summary>So long may it catch up; sound that still comes too fast then is a wrong rate.</summary>
    private const double CatchUpSeconds = 10;

    private readonly double _ticks = time.TimestampFrequency;
    private long _floor = time.GetTimestamp();
    private long _firstAt = time.GetTimestamp();
    private long _lastAt = time.GetTimestamp();
    private long _began = time.GetTimestamp();
    private long _beganBefore = time.GetTimestamp();
    private long _shown;
    private long _quietFrom;
    private long _quietBegan;
    private long _frames;
    private bool _settled;
    private bool _heard;
    private SourceGap? _open;

    /// <summary>Whether nothing is heard.</summary>
    public bool IsOpen => _open is not null && !_heard;

    /// <summary>Length of the current epoch.</summary>
    public double EpochSeconds => rate > 0 ? _frames / rate : time.GetElapsedTime(_firstAt, _lastAt).TotalSeconds;

    /// <summary>Counts from now.</summary>
    public void Start() => _floor = _firstAt = _lastAt = _began = time.GetTimestamp();

    /// <summary>An epoch begins with sample frames that arrive now. The gap before it is over; <see cref="Settle"/> gives it once its length is certain.</summary>
    public void Begin(int frames)
    {
        _firstAt = _lastAt = _quietFrom = time.GetTimestamp();
        _frames = frames;
        _began = _beganBefore = _lastAt;
        _settled = rate <= 0;
        _heard = true;
        Look();
        _quietBegan = _began;
    }

    /// <summary>More sample frames of the epoch arrived now.</summary>
    public void Add(int frames)
    {
        _lastAt = time.GetTimestamp();
        _frames += frames;
        _beganBefore = _began;
        Look();
    }

    /// <summary>Takes back sample frames of the last arrival that were not delivered.</summary>
    public void Retract(int frames)
    {
        if (frames == 0) return;
        _frames -= frames;
        _began = _beganBefore;
        Look();
    }

    /// <summary>Looks whether the source has caught up.</summary>
    /// <param name="now">Does not wait for it: the epoch has ended.</param>
    /// <returns>The gap before the epoch, closed; null when there is none, or its length is not certain yet.</returns>
    public SourceGap? Settle(bool now)
    {
        if (!_settled)
        {
            if (_quietBegan - _began > Step * _ticks) (_quietFrom, _quietBegan) = (_lastAt, _began);
            var isQuiet = Seconds(_quietFrom, _lastAt) >= QuietSeconds && Seconds(_began, _shown) <= Behind;
            _settled = now || _began <= _floor || isQuiet || Seconds(_firstAt, _lastAt) >= CatchUpSeconds;
        }

        return _settled && _heard ? Close(_began) : null;
    }

    /// <summary>Opens a gap behind what was delivered.</summary>
    public SourceGap Open(SourceFault fault)
    {
        var end = rate > 0 ? _began + Ticks(_frames) : _lastAt;
        // Less than the clocks may differ by is no loss.
        if (_lastAt - end <= ClockDifference * (_lastAt - _began)) end = _lastAt;
        _floor = end;
        _heard = false;
        _open = new SourceGap(fault.Cause, time.GetUtcNow() - time.GetElapsedTime(end), null, null, fault.Sentence);
        return _open;
    }

    /// <summary>Ends the open gap now, with nothing heard behind it.</summary>
    public SourceGap? Close() => Close(time.GetTimestamp());

    private SourceGap? Close(long at)
    {
        if (_open is not { } open) return null;
        _open = null;
        var lost = Math.Max(0, Seconds(_floor, at));
        return open with { To = open.From!.Value + TimeSpan.FromSeconds(lost), LostSeconds = Math.Round(lost, 3) };
    }

    // What was heard before can't be heard again: a server that repeats itself makes no gap shorter than nothing.
    private void Look()
    {
        if (_settled) return;
        _shown = Math.Max(_floor, _lastAt - Ticks(_frames));
        _began = Math.Min(_began, _shown);
    }

    private long Ticks(long frames) => (long)(frames / rate * _ticks);

    private double Seconds(long from, long to) => time.GetElapsedTime(from, to).TotalSeconds;
}
