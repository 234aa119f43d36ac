namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>
/// Keeps the balance of a live source: sample frames delivered and gaps declared add up to the time that passed by the monotonic clock.
/// A gap begins where the sound that was delivered ends, which is earlier than the last arrival when the epoch fell behind, and ends where the first new sound began.
/// </summary>
/// <param name="rate">Sample frames or video frames a second; 0 where their number says nothing, so that only arrivals count.</param>
/// <param name="time">The clock.</param>
internal sealed class GapAccount(double rate, TimeProvider time)
{
    /// <summary>How far two clocks may differ without a loss, as a part: ten times a bad crystal.</summary>
    private const double ClockDifference = 500e-6;

    /// <summary>How unevenly a healthy source may deliver, seconds.</summary>
    private const double Unevenness = 0.25;

    private long _firstAt = time.GetTimestamp();
    private long _lastAt = time.GetTimestamp();
    private long _firstFrames;
    private long _frames;
    private long _from;
    private SourceGap? _open;

    /// <summary>Whether a gap is open.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>Length of the current epoch.</summary>
    public double EpochSeconds => rate > 0 ? Seconds(_frames) : time.GetElapsedTime(_firstAt, _lastAt).TotalSeconds;

    /// <summary>Counts from now.</summary>
    public void Start() => _firstAt = _lastAt = time.GetTimestamp();

    /// <summary>An epoch begins with sample frames that arrive now.</summary>
    /// <returns>The gap before it, closed; null when there is none.</returns>
    public SourceGap? Begin(int frames)
    {
        var closed = Close(Seconds(frames));
        _firstAt = _lastAt = time.GetTimestamp();
        _firstFrames = _frames = frames;
        return closed;
    }

    /// <summary>More sample frames of the epoch arrived now.</summary>
    public void Add(int frames)
    {
        _lastAt = time.GetTimestamp();
        _frames += frames;
    }

    /// <summary>Takes back sample frames that arrived but were not delivered.</summary>
    public void Retract(int frames) => _frames -= frames;

    /// <summary>Opens a gap behind what was delivered.</summary>
    public SourceGap Open(SourceFault fault)
    {
        var length = time.GetElapsedTime(_firstAt, _lastAt).TotalSeconds;
        var missing = rate > 0 ? length - Seconds(_frames - _firstFrames) : 0;
        if (missing < Unevenness + (ClockDifference * length)) missing = 0;
        _from = _lastAt - (long)(missing * time.TimestampFrequency);
        _open = new SourceGap(fault.Cause, time.GetUtcNow() - time.GetElapsedTime(_from), null, null, fault.Sentence);
        return _open;
    }

    private double Seconds(long frames) => rate > 0 ? frames / rate : 0;

    /// <summary>Closes the open gap.</summary>
    /// <param name="before">Seconds of sound before now that belong to what follows.</param>
    public SourceGap? Close(double before)
    {
        if (_open is not { } open) return null;
        _open = null;
        var lost = Math.Max(0, time.GetElapsedTime(_from).TotalSeconds - before);
        return open with { To = open.From!.Value + TimeSpan.FromSeconds(lost), LostSeconds = Math.Round(lost, 3) };
    }
}
