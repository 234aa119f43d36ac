namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>A time that a file's header carries.</summary>
/// <param name="Source">As in <see cref="RecordingInfo.TimeSource"/>.</param>
/// <param name="Time">The time.</param>
internal readonly record struct HeaderTime(string Source, WrittenTime Time);
