namespace EdgeAgent.TestKit;

/// <summary>A clock that moves when a test says so, the monotonic one and the wall clock apart. Timers fire in order as it passes them, on the thread that moves it.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    // Not zero: that means "never" in places.
    private long _ticks = TimeSpan.TicksPerDay;
    private DateTimeOffset _wall = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _wall;
    }

    /// <summary>Timers that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _timers.Count(timer => timer.Due < long.MaxValue);
        }
    }

    /// <summary>Lets time pass on both clocks.</summary>
    public void Advance(TimeSpan by)
    {
        long end;
        lock (_lock) end = _ticks + by.Ticks;
        while (true)
        {
            Timer? next;
            lock (_lock)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                var to = Math.Max(_ticks, next?.Due ?? end);
                _wall += TimeSpan.FromTicks(to - _ticks);
                Volatile.Write(ref _ticks, to);
                next?.Repeat();
            }

            if (next is null) return;
            next.Fire();
        }
    }

    /// <summary>Sets the wall clock, as a human or NTP does; the monotonic one goes on.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_lock) _wall += by;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        lock (_lock) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ManualTime time, Action fire) : ITimer
    {
        private TimeSpan _period;

        public long Due { get; private set; } = long.MaxValue;

        public void Fire() => fire();

        public void Repeat() => Due = _period > TimeSpan.Zero ? Due + _period.Ticks : long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                _period = period;
                Due = dueTime < TimeSpan.Zero ? long.MaxValue : time._ticks + dueTime.Ticks;
                if (dueTime == TimeSpan.Zero) Repeat();
            }

            if (dueTime == TimeSpan.Zero) fire();
            return true;
        }

        public void Dispose()
        {
            lock (time._lock) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
