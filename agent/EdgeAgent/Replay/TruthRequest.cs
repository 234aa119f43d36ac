namespace EdgeAgent.Replay;

/// <summary>What the events are scored against.</summary>
/// <param name="Tables">Raven selection tables or CSV.</param>
/// <param name="Labels">Words such as <c>Mn=humpback</c>.</param>
/// <param name="Confusers">Tables of what the background was.</param>
/// <param name="CollarSeconds">Seconds by which begin and end may be off.</param>
internal sealed record TruthRequest(IReadOnlyList<string> Tables, IReadOnlyList<string> Labels, IReadOnlyList<string> Confusers, double CollarSeconds);
