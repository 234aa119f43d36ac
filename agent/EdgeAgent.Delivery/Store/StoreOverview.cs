namespace EdgeAgent.Delivery.Store;

/// <summary>A store as its files say, for commands.</summary>
/// <param name="StoreId">The store.</param>
/// <param name="LastSequence">Last sequence on disk; 0 in an empty store.</param>
/// <param name="Cursor">The lowest sequence that is not settled.</param>
/// <param name="Pending">Messages that are not settled.</param>
/// <param name="PendingAside">Requeued and salvaged messages that are due.</param>
/// <param name="DeadLetters">Messages that the broker refuses.</param>
/// <param name="BytesUsed">Bytes that the database holds.</param>
public sealed record StoreOverview(string StoreId, long LastSequence, long Cursor, long Pending, long PendingAside, long DeadLetters, long BytesUsed);
