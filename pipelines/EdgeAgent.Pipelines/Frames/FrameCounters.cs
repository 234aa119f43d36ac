namespace EdgeAgent.Pipelines.Frames;

/// <summary>What a stream of frames has done so far; written by its pipeline, read from any thread.</summary>
public sealed class FrameCounters
{
    private long _received;
    private long _limited;
    private long _still;
    private long _dropped;
    private long _damaged;
    private long _faulty;
    private long _analysed;
    private long _tiles;
    private long _emptyTiles;
    private long _sizeChanges;
    private long _busyTicks;

    /// <summary>Frames that came whole: the sum of those that were limited, still, dropped and analysed, and of what is under way.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Frames left out by the rate limit.</summary>
    public long Limited => Volatile.Read(ref _limited);

    /// <summary>Frames left out by the motion gate.</summary>
    public long Still => Volatile.Read(ref _still);

    /// <summary>Frames dropped because the analysis was behind.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Frames that came damaged and were left out.</summary>
    public long Damaged => Volatile.Read(ref _damaged);

    /// <summary>Frames that went through the model.</summary>
    public long Analysed => Volatile.Read(ref _analysed);

    /// <summary>Frames whose outputs could not be trusted; they are among the analysed.</summary>
    public long Faulty => Volatile.Read(ref _faulty);

    /// <summary>Tiles that went through the model.</summary>
    public long Tiles => Volatile.Read(ref _tiles);

    /// <summary>Tiles that were skipped because nothing is in them.</summary>
    public long EmptyTiles => Volatile.Read(ref _emptyTiles);

    /// <summary>How often the size of the frames changed within an epoch.</summary>
    public long SizeChanges => Volatile.Read(ref _sizeChanges);

    /// <summary>Time spent on gate, preprocessing, inference and decoding.</summary>
    public TimeSpan Busy => new(Volatile.Read(ref _busyTicks));

    internal void AddReceived() => Interlocked.Increment(ref _received);

    internal void AddLimited() => Interlocked.Increment(ref _limited);

    internal void AddStill() => Interlocked.Increment(ref _still);

    internal void AddDropped(long frames) => Interlocked.Add(ref _dropped, frames);

    internal void AddDamaged(long frames) => Interlocked.Add(ref _damaged, frames);

    internal void AddAnalysed(bool isFaulty)
    {
        Interlocked.Increment(ref _analysed);
        if (isFaulty) Interlocked.Increment(ref _faulty);
    }

    internal void AddTiles(long run, long empty)
    {
        Interlocked.Add(ref _tiles, run);
        Interlocked.Add(ref _emptyTiles, empty);
    }

    internal void AddSizeChange() => Interlocked.Increment(ref _sizeChanges);

    internal void AddBusy(TimeSpan busy) => Interlocked.Add(ref _busyTicks, busy.Ticks);
}
