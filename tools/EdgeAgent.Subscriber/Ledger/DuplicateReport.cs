namespace EdgeAgent.Subscriber.Ledger;

/// <summary>What came more than once.</summary>
/// <param name="Identical">Resent, byte for byte the same.</param>
/// <param name="Different">Resent with other bytes, or republished with other content: a fault.</param>
/// <param name="Unchecked">Resent so late that there was nothing left to compare with.</param>
/// <param name="Republished">The same id and revision under another number, as after a salvage.</param>
/// <param name="Flagged">Messages with MQTT's DUP flag.</param>
/// <param name="Examples">The first differences, in words.</param>
public sealed record DuplicateReport(long Identical, long Different, long Unchecked, long Republished, long Flagged, IReadOnlyList<string> Examples);
