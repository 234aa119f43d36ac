namespace EdgeAgent.Pipelines.Topology;

/// <summary>When the bytes of one epoch reached its pipe. One thread adds, another one asks; neither waits for the other, and nothing is allocated.</summary>
/// <remarks>
/// The newest 512 writes that were not read yet are remembered; where more wait, several are remembered as one, with the time of the last.
/// Positions are asked for by blocks: <see cref="Begin"/> forgets what lies before a block, and within the block any position may be asked for.
/// </remarks>
internal sealed class ArrivalLog
{
    private const int Remembered = 512;

    private readonly TimeProvider _time;
    private readonly int _frameBytes;
    private readonly long[] _ends = new long[Remembered];
    private readonly long[] _times = new long[Remembered];
    private long _bytes;
    private long _added;
    private long _taken;

    /// <param name="frameBytes">Bytes of a sample frame.</param>
    /// <param name="time">The clock.</param>
    public ArrivalLog(int frameBytes, TimeProvider time) => (_frameBytes, _time) = (frameBytes, time);

    /// <summary>Whole sample frames that have arrived.</summary>
    public long Frames => Volatile.Read(ref _bytes) / _frameBytes;

    /// <summary>Bytes arrive now.</summary>
    public void Add(long bytes)
    {
        if (bytes <= 0) return;
        var total = _bytes + bytes;
        if (_added - Volatile.Read(ref _taken) < Remembered)
        {
            _ends[_added % Remembered] = total;
            _times[_added % Remembered] = _time.GetTimestamp();
            Volatile.Write(ref _added, _added + 1);
        }

        Volatile.Write(ref _bytes, total);
    }

    /// <summary>The block that is analysed next begins at a position, in sample frames: what lies before it is forgotten.</summary>
    public void Begin(long position)
    {
        var (taken, added) = (_taken, Volatile.Read(ref _added));
        while (taken < added && _ends[taken % Remembered] <= position * _frameBytes) taken++;
        Volatile.Write(ref _taken, taken);
    }

    /// <summary>When the sample frame before a position had arrived; now where nobody knows any more.</summary>
    public long At(long position)
    {
        var added = Volatile.Read(ref _added);
        for (var at = _taken; at < added; at++)
            if (_ends[at % Remembered] >= position * _frameBytes) return _times[at % Remembered];
        return _time.GetTimestamp();
    }
}
