namespace EdgeAgent.Pipelines.Windows;

/// <summary>The newest samples of an epoch at the source's rate, for models that come into it later: a ring, made once for each source rate.</summary>
/// <remarks>Called from the analysing thread only. Nothing is allocated by <see cref="Append"/>.</remarks>
internal sealed class SampleHistory
{
    private float[] _ring = [];
    private long _appended;

    /// <summary>Position of the oldest sample that is still there.</summary>
    public long Start { get; private set; }

    /// <summary>Position behind the newest sample: sample frames heard since the epoch began.</summary>
    public long End => _appended;

    /// <summary>Samples that it holds at most.</summary>
    public int Capacity => _ring.Length;

    /// <summary>Makes room for at least so many samples; what is there stays. Does nothing where there is room enough.</summary>
    public void EnsureCapacity(long samples)
    {
        if (samples <= _ring.Length) return;
        var larger = new float[samples];
        for (var at = Start; at < End;)
        {
            var part = Read(at, End);
            Write(larger, at, part);
            at += part.Length;
        }

        _ring = larger;
    }

    /// <summary>Forgets everything: a new epoch begins.</summary>
    public void Clear() => Start = _appended = 0;

    /// <summary>Takes the next samples; the oldest make room.</summary>
    public void Append(ReadOnlySpan<float> samples)
    {
        if (samples.Length > _ring.Length)
        {
            _appended += samples.Length - _ring.Length;
            samples = samples[^_ring.Length..];
        }

        Write(_ring, _appended, samples);
        _appended += samples.Length;
        Start = Math.Max(Start, _appended - _ring.Length);
    }

    /// <summary>Samples from a position on, before another one, as many as lie side by side in the ring; valid until the next <see cref="Append"/>.</summary>
    public ReadOnlySpan<float> Read(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, Start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, End);
        var at = (int)(from % _ring.Length);
        return _ring.AsSpan(at, (int)Math.Min(_ring.Length - at, to - from));
    }

    private static void Write(float[] ring, long position, ReadOnlySpan<float> samples)
    {
        if (samples.IsEmpty) return;
        var at = (int)(position % ring.Length);
        var first = Math.Min(samples.Length, ring.Length - at);
        samples[..first].CopyTo(ring.AsSpan(at));
        samples[first..].CopyTo(ring);
    }
}
