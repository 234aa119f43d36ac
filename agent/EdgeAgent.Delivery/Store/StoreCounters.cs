namespace EdgeAgent.Delivery.Store;

/// <summary>Counters since the process began. Written by the writer's thread (read errors by the publisher's), read by any.</summary>
internal sealed class StoreCounters
{
    private long _accepted;
    private long _commits;
    private long _dropped;
    private long _salvages;
    private long _readErrors;
    private long _bytesWritten;
    private long _bytesUsed;

    public long Accepted => Volatile.Read(ref _accepted);

    public long Commits => Volatile.Read(ref _commits);

    public long Dropped => Volatile.Read(ref _dropped);

    public long Salvages => Volatile.Read(ref _salvages);

    public long ReadErrors => Volatile.Read(ref _readErrors);

    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    public long BytesUsed => Volatile.Read(ref _bytesUsed);

    public void Committed(CommitOutcome outcome)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _accepted, outcome.Appended);
        Interlocked.Add(ref _dropped, outcome.Dropped);
    }

    public void Salvaged() => Interlocked.Increment(ref _salvages);

    public void ReadFailed() => Interlocked.Increment(ref _readErrors);

    public void Wrote(long bytes) => Interlocked.Add(ref _bytesWritten, bytes);

    public void Uses(long bytes) => Volatile.Write(ref _bytesUsed, bytes);
}
