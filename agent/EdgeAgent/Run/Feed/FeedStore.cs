using EdgeAgent.Core.Control;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Run.Feed;

/// <summary>Reads messages from the store beside its writer. Every read opens the store and closes it again, because an open reader keeps a damaged store from being replaced.</summary>
/// <param name="end">The end of the store at present.</param>
/// <param name="directory">Its folder.</param>
internal sealed class FeedStore(Func<FeedPlace> end, string directory)
{
    /// <summary>Messages that are read at once.</summary>
    public const int PageSize = 256;

    /// <summary>The end of the store: what is up to here can be read.</summary>
    public FeedPlace End => end();

    /// <summary>A page of messages in order.</summary>
    /// <param name="query">Which; <see cref="EventQuery.After"/> tells where it begins.</param>
    /// <returns>The store and at most <see cref="EventQuery.Limit"/> messages; fewer mean that there are no more.</returns>
    /// <exception cref="EventStoreException">The store can't be read at present.</exception>
    public (string StoreId, IReadOnlyList<FeedMessage> Messages) Read(EventQuery query)
    {
        using var history = EventHistory.Open(directory);
        return (history.StoreId, [.. history.Read(query).Select(row => Message(row, history.StoreId))]);
    }

    /// <summary>The query of the messages that a filter lets pass, as far as the store can tell; the filter has the last word.</summary>
    public static EventQuery QueryOf(FeedFilter filter, long after) => new()
    {
        After = after,
        Limit = PageSize,
        // Records pass a filter of labels or scores, so that only without them the store may look for itself.
        IncludeGaps = filter.Kinds.Count == 0 || filter.Kinds.Contains(FeedKind.Gap),
        Label = filter.Labels.Count == 1 && WithoutRecords(filter) ? filter.Labels[0] : null,
        Pipeline = filter.Pipelines.Count == 1 && WithoutRecords(filter) ? filter.Pipelines[0] : null,
        MinimumPeak = filter.MinimumPeak > 0 && WithoutRecords(filter) ? filter.MinimumPeak : null,
    };

    private static bool WithoutRecords(FeedFilter filter) => filter.Kinds.Count > 0 && !filter.Kinds.Contains(FeedKind.Gap);

    private static FeedMessage Message(HistoryRow row, string store) => new()
    {
        StoreId = store,
        Sequence = row.Sequence,
        Kind = row.Kind switch { MessageKind.Open => FeedKind.Open, MessageKind.Update => FeedKind.Update, MessageKind.Close => FeedKind.Close, _ => FeedKind.Gap },
        Pipeline = row.Pipeline,
        Label = row.Label,
        Id = row.Id,
        Revision = row.Revision,
        Time = row.Time,
        Peak = row.Peak,
        Document = row.Payload,
    };
}
