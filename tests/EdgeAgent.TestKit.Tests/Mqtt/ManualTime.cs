using System.Threading.Channels;

namespace EdgeAgent.TestKit.Tests.Mqtt;

/// <summary>Time that stands still until the test lets it reach the next timer.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Channel<ManualTimer> _timers = Channel.CreateUnbounded<ManualTimer>();
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state), dueTime);
        _timers.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>Waits until somebody waits for a time, lets that pass and says how long it was.</summary>
    public async Task<TimeSpan> ElapseAsync()
    {
        var timer = await _timers.Reader.ReadAsync().AsTask().WaitAsync(AgentProcess.Patience);
        Interlocked.Add(ref _now, timer.Due.Ticks);
        timer.Fire();
        return timer.Due;
    }

    private sealed record ManualTimer(Action Fire, TimeSpan Due) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // Nothing runs.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
