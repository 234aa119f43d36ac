using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Evidence.Recording;

/// <summary>An epoch that is being recorded: one thread says how far it is, another writes it.</summary>
internal sealed class RecordedEpoch(SampleRing ring, StreamTimeline timeline, AudioFormat format)
{
    private readonly long _base = ring.End;
    private long _end = long.MaxValue;

    /// <summary>Stream time.</summary>
    public StreamTimeline Timeline { get; } = timeline;

    /// <summary>What its bytes are.</summary>
    public AudioFormat Format { get; } = format;

    /// <summary>Whether nothing more comes.</summary>
    public bool IsOver => Volatile.Read(ref _end) != long.MaxValue;

    /// <summary>Sample frames that can be written.</summary>
    public long Heard => Math.Min(Volatile.Read(ref _end), ring.End - _base);

    /// <summary>The oldest position that can still be copied, and will be for a while.</summary>
    public long Oldest => ring.Start - _base + Format.SampleRate;

    /// <summary>Says that nothing more comes.</summary>
    public void End() => Volatile.Write(ref _end, ring.End - _base);

    /// <summary>Copies sample frames; false when they are gone.</summary>
    public bool TryRead(long first, Span<byte> room) => ring.TryRead(_base + first, room);
}
