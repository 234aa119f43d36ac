namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>An unbroken run of input: no window spans two of them. Positions count sample frames from 0 at its start.</summary>
/// <param name="StreamId">Its name; the same however the recording is cut into files.</param>
/// <param name="FirstUtc">The time of position 0; null: times are relative.</param>
/// <param name="Segments">The files, in order and without a hole; at least one.</param>
/// <param name="Anchors">Places whose time is known, position 0 first. A later file's time is one only where it differs from what the earlier ones lead to expect by more than the step in which it was written. Empty without <paramref name="FirstUtc"/>.</param>
public sealed record RecordingEpoch(
    string StreamId,
    DateTimeOffset? FirstUtc,
    IReadOnlyList<RecordingSegment> Segments,
    IReadOnlyList<RecordingAnchor> Anchors)
{
    /// <summary>Length in sample frames.</summary>
    public long Frames => Segments[^1].FirstPosition + Segments[^1].Frames;
}
