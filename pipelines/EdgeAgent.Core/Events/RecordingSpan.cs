namespace EdgeAgent.Core.Events;

/// <summary>Where an event lies in the recording file that holds its onset (replay only).</summary>
/// <param name="Path">The file, as it was named to the command.</param>
/// <param name="BeginSeconds">Onset in seconds from the file's start.</param>
/// <param name="EndSeconds">Offset in seconds from the same file's start; may lie beyond its end when files are joined.</param>
public sealed record RecordingSpan(string Path, double BeginSeconds, double EndSeconds);
