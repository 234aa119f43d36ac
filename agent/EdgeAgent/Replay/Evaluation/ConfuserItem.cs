namespace EdgeAgent.Replay.Evaluation;

/// <summary>A stretch of background or another animal that a model may take for its own label.</summary>
/// <param name="Kind">What it is: <c>rain</c>, <c>ship</c>, <c>orca</c>, …</param>
/// <param name="File">Its recording; as for <see cref="TruthItem"/>.</param>
/// <param name="BeginSeconds">Begin, in seconds from the start of the recording.</param>
/// <param name="EndSeconds">End, in the same seconds.</param>
internal sealed record ConfuserItem(string Kind, string? File, double BeginSeconds, double EndSeconds);
