namespace EdgeAgent.Replay.Evaluation;

/// <summary>Something that a person says is there: one call or one bout.</summary>
/// <param name="Label">What it is; null when its table names nothing.</param>
/// <param name="File">Its recording; null when its table names none. As written until <see cref="TruthResolver"/> has run, then the analysed recording's path.</param>
/// <param name="BeginSeconds">Begin, in seconds from the start of the recording.</param>
/// <param name="EndSeconds">End, in the same seconds; equal to the begin for a label without length.</param>
/// <param name="SnrDb">Signal to noise ratio in dB; null when unknown.</param>
/// <param name="Line">Line of its table, from 1; 0 when it comes from none.</param>
internal sealed record TruthItem(string? Label, string? File, double BeginSeconds, double EndSeconds, double? SnrDb = null, int Line = 0);
