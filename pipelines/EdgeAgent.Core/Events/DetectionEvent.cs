using EdgeAgent.Core.Time;

namespace EdgeAgent.Core.Events;

/// <summary>One revision of an event, as it is stored, published and written: see the event contract in the README.</summary>
public sealed record DetectionEvent
{
    /// <summary>Names the event; fixed at its first revision. 32 hex digits (<see cref="EventIdentity"/>).</summary>
    public required string Id { get; init; }

    /// <summary>0, 1, 2 … over open, updates and close. <c>id/revision</c> is the deduplication key.</summary>
    public required int Revision { get; init; }

    /// <summary>Place in the store's gapless order, from 1; null before the store has it (and in a replay's files).</summary>
    public long? Sequence { get; init; }

    /// <summary>The store that numbers the event; null before the store has it.</summary>
    public string? StoreId { get; init; }

    /// <summary>Lifecycle state of this revision.</summary>
    public required EventState State { get; init; }

    /// <summary>The box that made the event.</summary>
    public required string Device { get; init; }

    /// <summary>The pipeline that made the event.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The source within the pipeline (hydrophone, recorder).</summary>
    public required string Source { get; init; }

    /// <summary>Display name of the class.</summary>
    public required string Label { get; init; }

    /// <summary>Output position of the class, from 0.</summary>
    public required int ClassIndex { get; init; }

    /// <summary>UTC of the onset; null when the stream has relative time only.</summary>
    public DateTimeOffset? Onset { get; init; }

    /// <summary>UTC of the offset so far (final on close); null when the stream has relative time only.</summary>
    public DateTimeOffset? Offset { get; init; }

    /// <summary>Offset minus onset in seconds.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>Authoritative place in stream time.</summary>
    public required StreamSpan Stream { get; init; }

    /// <summary>State of the clock behind the UTC times; null for recordings.</summary>
    public ClockState? Clock { get; init; }

    /// <summary>Peak, mean and number of windows so far.</summary>
    public required EventScore Score { get; init; }

    /// <summary>The best classes at the event's best moment, best first; null for sound.</summary>
    public IReadOnlyList<EventClass>? Top { get; init; }

    /// <summary>Where the object was last, pixels of the source image; null where the event is no object.</summary>
    public EventBox? Box { get; init; }

    /// <summary>The object's way; null where the event is no object.</summary>
    public EventTrack? Track { get; init; }

    /// <summary>How many things were counted; null where nothing is.</summary>
    public int? Count { get; init; }

    /// <summary>What the count stands for; null where nothing is counted.</summary>
    public EventCounting? Counting { get; init; }

    /// <summary>What else is known of it; null where nothing is.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>The model that made the event.</summary>
    public required ModelReference Model { get; init; }

    /// <summary>Digest of the configuration that changes scores or events, <c>sha256:</c> and 64 hex digits.</summary>
    public required string Config { get; init; }

    /// <summary>Files that go with the event, on its close; null where there are none.</summary>
    public IReadOnlyList<EventMedia>? Media { get; init; }

    /// <summary>Place in a recording file; null when live.</summary>
    public RecordingSpan? Recording { get; init; }

    /// <summary>Why the event closed, where it is not the ordinary end: <c>max-length</c>, <c>gap</c>, <c>model-swap</c>, <c>end-of-input</c>, <c>picture-size</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Id of the event that this one continues after a forced cut: at the maximum length, or where another model took over.</summary>
    public string? Continues { get; init; }

    /// <summary>Whether the event comes from a replayed recording.</summary>
    public required bool Replay { get; init; }

    /// <summary>The trace that the event is in (W3C Trace Context), with a span for this revision: that of the window which made it, where windows are traced. Null before the store has it, and in a replay's files.</summary>
    public string? Traceparent { get; init; }
}
