namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Where a recording that the agent has made lies in the stream that it heard.</summary>
/// <param name="StreamId">The stream's name; events of a replay have it too.</param>
/// <param name="Position">Position of the recording's first sample frame, ≥ 0.</param>
/// <param name="Source">The hydrophone.</param>
public sealed record StreamPlace(string StreamId, long Position, string Source);
