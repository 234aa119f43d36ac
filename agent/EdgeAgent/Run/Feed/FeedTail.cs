using EdgeAgent.Core.Control;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Run.Feed;

/// <summary>
/// What is new in the store, read once for all who watch: a ring of the newest messages that one loop fills while anybody watches.
/// The store counts, not the sinks: what a watcher is told is on disk, and numbered.
/// </summary>
internal sealed class FeedTail(FeedStore store, TimeProvider time)
{
    // Commits come every 100 ms by default; twice as often is as good as at once.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly FeedRing _ring = new();
    private TaskCompletionSource _moved = NewSignal();
    // The loop that runs for those who watch now; one of another time finds itself replaced and ends.
    private object? _loop;
    private int _watchers;

    /// <summary>Begins to watch; leave with <see cref="Leave"/>.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            if (_watchers++ > 0) return;
            _ring.Reset(store.End);
            _loop = new object();
            _ = FollowAsync(_loop);
        }
    }

    /// <summary>Ends watching.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_watchers > 0) return;
            _loop = null;
            _ring.Reset(default);
        }
    }

    /// <summary>Takes what comes behind a place.</summary>
    /// <param name="place">Where; it moves on, also to the beginning of another store that took this one's place.</param>
    /// <param name="page">Takes the messages.</param>
    /// <param name="most">Messages at most.</param>
    /// <param name="moved">Completes when there is more; null when there is more already.</param>
    /// <returns>False when the place is before what is held, and the store has to be read.</returns>
    public bool TryTake(ref FeedPlace place, List<FeedMessage> page, int most, out Task? moved)
    {
        lock (_lock)
        {
            moved = null;
            if (_ring.End.StoreId.Length == 0)
            {
                // No store at present: which one comes is awaited.
                moved = _moved.Task;
                return true;
            }

            if (place.StoreId != _ring.End.StoreId) place = new FeedPlace(_ring.End.StoreId, place.StoreId.Length == 0 ? place.After : 0);
            if (place.After < _ring.Floor.After) return false;
            // A place beyond the end is one of a store that lost what it had: what it is to become is awaited.
            if (place.After < _ring.End.After) place = _ring.Take(place, page, most);
            if (page.Count == 0) moved = _moved.Task;
            return true;
        }
    }

    private async Task FollowAsync(object mine)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false) && IsWanted(mine))
            if (Read(mine)) Signal();
    }

    private bool IsWanted(object mine)
    {
        lock (_lock) return _loop == mine;
    }

    private bool Read(object mine)
    {
        var end = store.End;
        FeedPlace from;
        lock (_lock)
        {
            if (_loop != mine || end.StoreId.Length == 0) return false;
            // More than is held is not read only to be dropped again; who needs it reads it for himself.
            if (end.StoreId != _ring.End.StoreId || end.After - _ring.End.After > FeedRing.MostMessages)
                _ring.Reset(end with { After = Math.Max(end.StoreId == _ring.End.StoreId ? _ring.End.After : 0, end.After - FeedRing.MostMessages) });
            from = _ring.End;
            if (from.After >= end.After) return false;
        }

        var (messages, last) = (new List<FeedMessage>(), from.After);
        try
        {
            while (true)
            {
                var (storeId, page) = store.Read(new EventQuery { After = last, Limit = FeedStore.PageSize, IncludeGaps = true });
                if (storeId != from.StoreId) return false;
                messages.AddRange(page);
                if (page.Count > 0) last = page[^1].Sequence;
                if (page.Count < FeedStore.PageSize) break;
            }
        }
        catch (EventStoreException)
        {
            // The store is being replaced, or the disk does not work at present: the next tick tries again.
            return false;
        }

        lock (_lock)
        {
            if (_loop != mine) return false;
            _ring.Add(messages, Math.Max(last, end.After));
            return true;
        }
    }

    private void Signal()
    {
        TaskCompletionSource moved;
        lock (_lock) (moved, _moved) = (_moved, NewSignal());
        moved.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
