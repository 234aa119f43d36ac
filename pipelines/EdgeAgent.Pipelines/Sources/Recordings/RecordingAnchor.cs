namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>A place whose time is known.</summary>
/// <param name="Position">A sample frame, from 0: of the file in <see cref="RecordingInfo"/>, of the epoch in <see cref="RecordingEpoch"/>.</param>
/// <param name="Utc">The time of that sample frame, in UTC.</param>
public readonly record struct RecordingAnchor(long Position, DateTimeOffset Utc);
