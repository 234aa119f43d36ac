namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>What went wrong with a live input.</summary>
/// <param name="Cause">A word of <see cref="GapCauses"/>.</param>
/// <param name="Sentence">One sentence for people, without secrets.</param>
public sealed record SourceFault(string Cause, string Sentence);
