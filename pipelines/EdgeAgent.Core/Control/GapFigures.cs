namespace EdgeAgent.Core.Control;

/// <summary>The gaps of one cause that a pipeline has declared.</summary>
/// <param name="Cause">The gap ledger's word.</param>
/// <param name="Count">How many.</param>
/// <param name="Seconds">Seconds of input that they cost, as far as it is known.</param>
public sealed record GapFigures(string Cause, long Count, double Seconds);
