namespace EdgeAgent.Replay.Evaluation;

/// <summary>One row of a table.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Fields">Its fields, trimmed.</param>
internal sealed record DelimitedRecord(int Line, IReadOnlyList<string> Fields);
