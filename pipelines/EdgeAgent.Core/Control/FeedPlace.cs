namespace EdgeAgent.Core.Control;

/// <summary>A place in the order of messages: behind the message with this number.</summary>
/// <param name="StoreId">The store that numbers; empty for the present one.</param>
/// <param name="After">The number; 0 is before the first message.</param>
public readonly record struct FeedPlace(string StoreId, long After);
