using EdgeAgent.Core.Audio;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;

namespace EdgeAgent.Pipelines.Evidence;

/// <summary>A clip that is to be written.</summary>
internal sealed class ClipJob
{
    private IReadOnlyList<EventMedia>? _media;
    private int _isDone;

    /// <summary>Where the samples are.</summary>
    public required SampleRing Ring { get; init; }

    /// <summary>The ring's position at which the epoch begins.</summary>
    public required long Base { get; init; }

    /// <summary>Stream time of the epoch.</summary>
    public required StreamTimeline Timeline { get; init; }

    /// <summary>What the ring holds.</summary>
    public required AudioFormat Format { get; init; }

    /// <summary>First position.</summary>
    public required long First { get; init; }

    /// <summary>Position behind the last.</summary>
    public required long Last { get; init; }

    /// <summary>The events that it shows, at least one.</summary>
    public required IReadOnlyList<DetectionEvent> Events { get; init; }

    /// <summary>How it is written.</summary>
    public required ClipOptions Options { get; init; }

    /// <summary>What it says of its origin.</summary>
    public required ClipOrigin Origin { get; init; }

    /// <summary>Told once, from any thread, when the clip is there or is given up.</summary>
    public required Action<ClipJob> Done { get; init; }

    /// <summary>When it was made, on the clock's monotonic scale.</summary>
    public required long Since { get; init; }

    /// <summary>Whether the clip is there or was given up.</summary>
    public bool IsDone => Volatile.Read(ref _isDone) == 1;

    /// <summary>What events say of it; null where there is no clip.</summary>
    public IReadOnlyList<EventMedia>? Media => IsDone ? _media : null;

    /// <summary>Ends it. Only the first call counts.</summary>
    /// <returns>Whether this was the first.</returns>
    public bool TryEnd(IReadOnlyList<EventMedia>? media)
    {
        if (Interlocked.CompareExchange(ref _isDone, -1, 0) != 0) return false;
        _media = media;
        Volatile.Write(ref _isDone, 1);
        Done(this);
        return true;
    }
}
