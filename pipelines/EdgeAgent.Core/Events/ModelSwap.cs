namespace EdgeAgent.Core.Events;

/// <summary>A change of a pipeline's model that took place. Kept in the ledger: with the list of them a recording gives the same events again.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="StreamId">The epoch's name; null when the change was made between epochs: the next one begins with the new model.</param>
/// <param name="Position">S, in sample frames of the source: the old model's cells end and the new one's begin here. 0 between epochs.</param>
/// <param name="Rate">Sample frames per second of the position.</param>
/// <param name="From">The model that went.</param>
/// <param name="To">The model that came.</param>
/// <param name="Cause">Why: <c>activated</c>, <c>rolled-back</c> or <c>failed</c> (rolled back at once, because its session failed).</param>
/// <param name="Detail">One sentence for people; null when there is nothing to say.</param>
public sealed record ModelSwap(string Pipeline, string? StreamId, long Position, int Rate, ModelReference From, ModelReference To, string Cause, string? Detail);
