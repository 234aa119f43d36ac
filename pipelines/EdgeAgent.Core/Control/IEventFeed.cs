namespace EdgeAgent.Core.Control;

/// <summary>The messages of the store, as they were and as they come. May be used from any thread, by many at once.</summary>
public interface IEventFeed
{
    /// <summary>The end of the store at present: behind it comes what is new.</summary>
    FeedPlace End { get; }

    /// <summary>
    /// Every message behind a place, in order, each once: first from the store, then as they are accepted. A slow reader is held up by nobody and holds nobody up:
    /// it reads from the store until it has caught up. When the store was replaced by another one, all messages of that follow.
    /// </summary>
    /// <param name="place">Where to begin.</param>
    /// <param name="filter">Which messages are wanted.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Batches of messages; an empty one moves the place on, or tells that there is nothing more at present.</returns>
    IAsyncEnumerable<FeedBatch> WatchAsync(FeedPlace place, FeedFilter filter, CancellationToken cancellation);

    /// <summary>A page of the history.</summary>
    /// <exception cref="ControlRefusedException">The store can't be read at present.</exception>
    FeedPage Query(FeedQuery query);
}
