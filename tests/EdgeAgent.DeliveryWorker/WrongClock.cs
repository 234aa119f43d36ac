namespace EdgeAgent.DeliveryWorker;

/// <summary>A wall clock that is off by days and may jump; the monotonic clock goes on as it should.</summary>
internal sealed class WrongClock : TimeProvider
{
    private long _offset;

    public WrongClock(TimeSpan offset) => _offset = offset.Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
