namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>How files become streams.</summary>
/// <param name="StreamId">The stream's name (<c>--stream-id</c>), possible when the files make one stream; its epochs after the first get their start behind it. Null: recorder and start, or the file's name.</param>
/// <param name="JoinInOrder">The files are one unbroken recording in the order given (<c>--join</c>), whatever their times say; the first one's time holds.</param>
public sealed record RecordingPlanOptions(string? StreamId = null, bool JoinInOrder = false);
