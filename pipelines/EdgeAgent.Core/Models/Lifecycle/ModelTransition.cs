namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>A change of a version's state.</summary>
/// <param name="Time">UTC.</param>
/// <param name="From">From which state; null for the first.</param>
/// <param name="To">To which state.</param>
/// <param name="Reason">Why; null when there is nothing to say.</param>
/// <param name="Identity">Who asked for it; null when the agent did it by itself.</param>
public sealed record ModelTransition(DateTimeOffset Time, ModelState? From, ModelState To, string? Reason, string? Identity);
