using System.Runtime.CompilerServices;
using EdgeAgent.Core.Control;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Run.Feed;

/// <summary>The store's messages for those who watch and ask: whoever keeps up takes them from the tail, whoever does not reads the store at his own pace.</summary>
internal sealed class EventFeed(FeedStore store, TimeProvider time) : IEventFeed
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly FeedTail _tail = new(store, time);

    /// <inheritdoc/>
    public FeedPlace End => store.End;

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedBatch> WatchAsync(FeedPlace place, FeedFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _tail.Enter();
        try
        {
            var page = new List<FeedMessage>();
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                page.Clear();
                if (!_tail.TryTake(ref place, page, FeedStore.PageSize, out var moved) && !TryRead(ref place, filter, page))
                {
                    await Task.Delay(TryAgain, time, cancellation).ConfigureAwait(false);
                    continue;
                }

                yield return new FeedBatch(page.FindAll(filter.Passes), place, moved is not null);
                if (moved is not null) await moved.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _tail.Leave();
        }
    }

    /// <inheritdoc/>
    public FeedPage Query(FeedQuery query)
    {
        var found = new List<FeedMessage>();
        var ask = FeedStore.QueryOf(query.Filter, query.After) with { From = query.From, To = query.To, LatestRevisionOnly = query.LatestRevisionOnly };
        try
        {
            while (true)
            {
                var (storeId, page) = store.Read(ask);
                foreach (var message in page)
                {
                    if (!query.Filter.Passes(message)) continue;
                    // One more than wanted tells that there is another page.
                    if (found.Count == query.Limit) return new FeedPage(storeId, found, found[^1].Sequence);
                    found.Add(message);
                }

                if (page.Count < ask.Limit) return new FeedPage(storeId, found, null);
                ask = ask with { After = page[^1].Sequence };
            }
        }
        catch (EventStoreException error)
        {
            throw new ControlRefusedException(RefusalKind.Unavailable, error.Message, error);
        }
    }

    private bool TryRead(ref FeedPlace place, FeedFilter filter, List<FeedMessage> page)
    {
        try
        {
            // Asked first: what was up to here is in what is read, so that behind a short page nothing of it is left.
            var end = store.End;
            var query = FeedStore.QueryOf(filter, place.After);
            var (storeId, messages) = store.Read(query);
            if (storeId != place.StoreId || storeId != end.StoreId) return false;
            page.AddRange(messages);
            var last = messages.Count > 0 ? messages[^1].Sequence : place.After;
            place = place with { After = messages.Count < query.Limit ? Math.Max(last, end.After) : last };
            return true;
        }
        catch (EventStoreException)
        {
            return false;
        }
    }
}
