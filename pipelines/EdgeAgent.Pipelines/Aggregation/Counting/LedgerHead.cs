namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>The first line of a ledger of fields.</summary>
/// <param name="Rules">Digest of the rules under which is counted.</param>
/// <param name="Told">Begins of intervals that were told, the oldest first.</param>
internal sealed record LedgerHead(string Rules, IReadOnlyList<DateTimeOffset> Told);
