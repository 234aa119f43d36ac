namespace EdgeAgent.Delivery.Store;

/// <summary>A message outside the order. Its number and store go along, because a new database gives the same row ids again.</summary>
internal readonly record struct AsideKey(long Row, string Store, long Sequence);
