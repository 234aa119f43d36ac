namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>A clock that moves when a test says so, the monotonic one and the wall clock apart. Due timers fire on the caller's thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private long _ticks = 1_000_000;
    private DateTimeOffset _wall = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _wall;
    }

    /// <summary>Lets time pass on both clocks.</summary>
    public void Advance(TimeSpan span)
    {
        List<Timer> due;
        lock (_gate)
        {
            Volatile.Write(ref _ticks, _ticks + span.Ticks);
            _wall += span;
            due = [.. _timers.Where(timer => timer.Due <= _ticks)];
            foreach (var timer in due) timer.Due = long.MaxValue;
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>Sets the wall clock, as a human or NTP does; the monotonic one goes on.</summary>
    public void Jump(TimeSpan span)
    {
        lock (_gate) _wall += span;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        lock (_gate) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer : ITimer
    {
        private readonly ManualTime _time;

        public Timer(ManualTime time, Action fire) => (_time, Fire) = (time, fire);

        public Action Fire { get; }

        public long Due { get; set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var now = false;
            lock (_time._gate)
            {
                Due = dueTime < TimeSpan.Zero ? long.MaxValue : _time._ticks + dueTime.Ticks;
                if (dueTime == TimeSpan.Zero) (now, Due) = (true, long.MaxValue);
            }

            if (now) Fire();
            return true;
        }

        public void Dispose()
        {
            lock (_time._gate) _time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
