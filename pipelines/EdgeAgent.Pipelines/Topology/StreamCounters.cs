namespace EdgeAgent.Pipelines.Topology;

/// <summary>What a stream has done so far; written by its pipeline, read from any thread.</summary>
public sealed class StreamCounters
{
    private long _frames;
    private long _windows;
    private long _busyTicks;

    /// <summary>Sample frames analysed.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Windows scored.</summary>
    public long Windows => Volatile.Read(ref _windows);

    /// <summary>Time spent on resampling, inference and aggregation.</summary>
    public TimeSpan Busy => new(Volatile.Read(ref _busyTicks));

    internal void Add(int frames, TimeSpan busy)
    {
        Interlocked.Add(ref _frames, frames);
        Interlocked.Add(ref _busyTicks, busy.Ticks);
    }

    internal void AddWindows(long count) => Interlocked.Add(ref _windows, count);
}
