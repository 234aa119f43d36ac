namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>A file in a folder that is watched.</summary>
/// <param name="Stamp">What it is now.</param>
/// <param name="Unchanged">How long it has been so.</param>
/// <param name="Seen">How long it has been there, changing or not.</param>
internal readonly record struct FoundFile(FileStamp Stamp, TimeSpan Unchanged, TimeSpan Seen);
