namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>What is to be analysed, or why it cannot be.</summary>
/// <param name="Streams">The streams: recorders by name first, then files without a time in the order given. Empty when there are problems.</param>
/// <param name="Problems">Files that do not fit together.</param>
public sealed record RecordingPlan(IReadOnlyList<RecordingStream> Streams, IReadOnlyList<RecordingProblem> Problems);
