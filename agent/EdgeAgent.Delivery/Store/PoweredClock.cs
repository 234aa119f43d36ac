namespace EdgeAgent.Delivery.Store;

/// <summary>Seconds that the store has been open, over all its runs. Ages count these, so that a clock that jumps by years neither expires nor keeps anything.</summary>
internal sealed class PoweredClock
{
    private readonly TimeProvider _time;
    private readonly double _base;
    private readonly long _start;

    /// <param name="time">Its monotonic clock is used.</param>
    /// <param name="before">Seconds of the runs before.</param>
    public PoweredClock(TimeProvider time, double before)
    {
        _time = time;
        _base = before;
        _start = time.GetTimestamp();
    }

    /// <summary>Seconds until now.</summary>
    public double Seconds => _base + _time.GetElapsedTime(_start).TotalSeconds;
}
