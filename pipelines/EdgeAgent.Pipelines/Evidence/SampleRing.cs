using System.Buffers;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>The newest sample frames of a source as they came, over all its epochs. One thread appends, others copy out of it without ever holding it up.</summary>
/// <remarks>Positions count sample frames since the ring was made. <see cref="Append"/> allocates nothing and waits for nobody: what was not copied in time is gone, and the copy says so.</remarks>
internal sealed class SampleRing
{
    /// <summary>What a ring takes at most: more than an hour and a half of two channels at 48 kHz and 16 bits. One that was to hold more holds less time.</summary>
    private const long MostBytes = 1L << 30;

    private readonly byte[] _ring;
    private readonly int _frameBytes;
    private readonly long _capacity;
    private long _writing;
    private long _end;

    /// <summary>Makes a ring.</summary>
    /// <param name="frameBytes">Bytes of a sample frame.</param>
    /// <param name="frames">Sample frames that it holds, ≥ 1.</param>
    public SampleRing(int frameBytes, long frames)
    {
        _frameBytes = frameBytes;
        _capacity = Math.Min(frames, MostBytes / frameBytes);
        _ring = GC.AllocateUninitializedArray<byte>((int)(_capacity * frameBytes));
    }

    /// <summary>Position behind the newest sample frame.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Position of the oldest sample frame that is still there.</summary>
    public long Start => Math.Max(0, Volatile.Read(ref _writing) - _capacity);

    /// <summary>Takes the next sample frames; the oldest make room.</summary>
    public void Append(in ReadOnlySequence<byte> frames)
    {
        var end = _end + (frames.Length / _frameBytes);
        // Told before the first byte is overwritten, so that a copy of it that is under way is found to be torn.
        Interlocked.Exchange(ref _writing, end);
        var at = _end * _frameBytes;
        foreach (var segment in frames)
        {
            var bytes = segment.Span;
            while (!bytes.IsEmpty)
            {
                var place = (int)(at % _ring.Length);
                var part = bytes[..Math.Min(bytes.Length, _ring.Length - place)];
                part.CopyTo(_ring.AsSpan(place));
                at += part.Length;
                bytes = bytes[part.Length..];
            }
        }

        Volatile.Write(ref _end, end);
    }

    /// <summary>Copies sample frames.</summary>
    /// <param name="from">Position of the first one; all must have been appended.</param>
    /// <param name="room">Takes as many as fit, which is a whole number.</param>
    /// <returns>False when some of them are gone: what is in the room is worthless then.</returns>
    public bool TryRead(long from, Span<byte> room)
    {
        if (from < Start) return false;
        for (var at = from * _frameBytes; !room.IsEmpty;)
        {
            var place = (int)(at % _ring.Length);
            var part = _ring.AsSpan(place, Math.Min(room.Length, _ring.Length - place));
            part.CopyTo(room);
            at += part.Length;
            room = room[part.Length..];
        }

        Interlocked.MemoryBarrier();
        return from >= Start;
    }
}
