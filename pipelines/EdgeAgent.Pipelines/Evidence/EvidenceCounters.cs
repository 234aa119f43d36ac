namespace EdgeAgent.Pipelines.Evidence;

/// <summary>What became of the clips and recordings of a pipeline; written by its stages, read from any thread. For a camera a clip is the pictures of one revision of an event.</summary>
public sealed class EvidenceCounters
{
    private long _clips;
    private long _withoutClip;
    private long _busy;
    private long _late;
    private long _overwritten;
    private long _refused;
    private long _recordedFrames;
    private long _recordedFiles;
    private long _lostFrames;

    /// <summary>Clips written.</summary>
    public long Clips => Volatile.Read(ref _clips);

    /// <summary>Events that closed without a clip, for whichever of the reasons below.</summary>
    public long WithoutClip => Volatile.Read(ref _withoutClip);

    /// <summary>Clips that were not written because too many were waiting.</summary>
    public long Busy => Volatile.Read(ref _busy);

    /// <summary>Clips that were not there at the deadline.</summary>
    public long Late => Volatile.Read(ref _late);

    /// <summary>Clips whose samples were gone before they could be copied.</summary>
    public long Overwritten => Volatile.Read(ref _overwritten);

    /// <summary>Clips that the store did not take.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Sample frames in recordings.</summary>
    public long RecordedFrames => Volatile.Read(ref _recordedFrames);

    /// <summary>Files of recordings.</summary>
    public long RecordedFiles => Volatile.Read(ref _recordedFiles);

    /// <summary>Sample frames that are in no recording although one was wanted.</summary>
    public long LostFrames => Volatile.Read(ref _lostFrames);

    internal void AddClip() => Interlocked.Increment(ref _clips);

    internal void AddWithoutClip(long events) => Interlocked.Add(ref _withoutClip, events);

    internal void AddBusy() => Interlocked.Increment(ref _busy);

    internal void AddLate() => Interlocked.Increment(ref _late);

    internal void AddOverwritten() => Interlocked.Increment(ref _overwritten);

    internal void AddRefused() => Interlocked.Increment(ref _refused);

    internal void AddRecorded(long frames)
    {
        Interlocked.Add(ref _recordedFrames, frames);
        Interlocked.Increment(ref _recordedFiles);
    }

    internal void AddLost(long frames) => Interlocked.Add(ref _lostFrames, frames);
}
