namespace EdgeAgent.Core.Control;

/// <summary>A page of the history.</summary>
/// <param name="StoreId">The store.</param>
/// <param name="Messages">Messages in order.</param>
/// <param name="Next">Where the next page begins (<see cref="FeedQuery.After"/>); null when there is none.</param>
public sealed record FeedPage(string StoreId, IReadOnlyList<FeedMessage> Messages, long? Next);
