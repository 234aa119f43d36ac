using System.Collections.Concurrent;
using System.Threading.Channels;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;

namespace EdgeAgent.Run;

/// <summary>One who looks into pipelines: a bounded queue that turns away what is not taken in time, and counts it.</summary>
internal sealed class TapWatcher(IReadOnlyList<string> pipelines, TimeSpan interval, TimeProvider time)
{
    // Some seconds of a box with many models; beyond that the reader is too slow for what it asked for.
    private const int Capacity = 256;

    private readonly Channel<TapReading> _queue = Channel.CreateBounded<TapReading>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly ConcurrentDictionary<(string Pipeline, string Model), long> _latest = new();
    private long _dropped;

    /// <summary>What waits.</summary>
    public ChannelReader<TapReading> Readings => _queue.Reader;

    /// <summary>Whether it is time for another window of this model.</summary>
    public bool Wants(string pipeline, ModelReference model, long now)
    {
        if (!pipelines.Contains(pipeline, StringComparer.Ordinal)) return false;
        var key = (pipeline, model.Name);
        if (_latest.TryGetValue(key, out var before) && time.GetElapsedTime(before, now) < interval) return false;
        _latest[key] = now;
        return true;
    }

    /// <summary>Offers a reading; one that finds no room is counted.</summary>
    public void Put(TapReading reading)
    {
        if (!_queue.Writer.TryWrite(reading)) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Readings turned away since this was last asked.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);
}
