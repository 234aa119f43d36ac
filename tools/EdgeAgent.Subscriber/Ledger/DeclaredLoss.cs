namespace EdgeAgent.Subscriber.Ledger;

/// <summary>What a gap record says is lost of a store.</summary>
/// <param name="Store">The store's id; may be an older one.</param>
/// <param name="Range">Its sequences; without end where the store itself ended.</param>
internal readonly record struct DeclaredLoss(string Store, SequenceRange Range);
