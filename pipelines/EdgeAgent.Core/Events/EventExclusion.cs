namespace EdgeAgent.Core.Events;

/// <summary>Fields of view that do not count, for one reason.</summary>
/// <param name="Reason"><c>blurred</c>, <c>saturated</c>, <c>duplicate</c>, <c>faulty</c>.</param>
/// <param name="Fields">How many.</param>
/// <param name="SquareMillimeters">Their area, which does not count either.</param>
public sealed record EventExclusion(string Reason, long Fields, double SquareMillimeters);
