namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>Why a recording, or a set of them, is refused.</summary>
/// <param name="Path">The file; the first one where two do not fit together.</param>
/// <param name="Kind">Whose fault it is.</param>
/// <param name="Message">One sentence: the file, what is wrong, the remedy.</param>
public sealed record RecordingProblem(string Path, RecordingProblemKind Kind, string Message);
