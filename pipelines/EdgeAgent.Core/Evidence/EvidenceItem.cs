using EdgeAgent.Core.Events;

namespace EdgeAgent.Core.Evidence;

/// <summary>What a file of evidence shows: its name, its place and how long it is kept follow from this.</summary>
public sealed record EvidenceItem
{
    /// <summary>A sound file around an event.</summary>
    public const string Clip = "clip";

    /// <summary>The picture of a clip's sound.</summary>
    public const string Spectrogram = "spectrogram";

    /// <summary>A video frame of an event.</summary>
    public const string Snapshot = "snapshot";

    /// <summary>A part of a continuous recording.</summary>
    public const string Recording = "recording";

    /// <summary>One of the kinds above; <see cref="EventMedia.Kind"/> of an event's file.</summary>
    public required string Kind { get; init; }

    /// <summary>The pipeline that it is from.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The event's label; files are kept and given up by label.</summary>
    public required string Label { get; init; }

    /// <summary>The event's id; its first eight characters are part of the name.</summary>
    public required string Id { get; init; }

    /// <summary>Extension of the name, without a dot: <c>flac</c>, <c>png</c>.</summary>
    public required string Extension { get; init; }

    /// <summary>When it begins; null where the stream has relative time only.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Seconds of stream time at which it begins, ≥ 0; its name where there is no <see cref="Time"/>.</summary>
    public double Seconds { get; init; }

    /// <summary>The event's peak score, 0..1: over the write budget the lowest go first. Null is never thinned.</summary>
    public double? Score { get; init; }

    /// <summary>A file of the same event, already written, that it stands beside under the same name, with which it is kept and given up; null for a file of its own.</summary>
    public EventMedia? Beside { get; init; }
}
