using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Run.Feed;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Tests.Run;

/// <summary>A real store with a feed over it.</summary>
internal sealed class FeedFixture : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 15, 9, 30, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly EventStore _store;

    public FeedFixture()
    {
        _store = EventStore.Open(new EventStoreOptions { Directory = _folder["store"], Device = "buoy-7", CommitInterval = TimeSpan.FromMilliseconds(5), QueueCapacity = 20_000 }, TimeProvider.System, NullLogger<EventStore>.Instance);
        Feed = new EventFeed(new FeedStore(() => _store.End is var (store, last) ? new FeedPlace(store, last) : default, _folder["store"]), TimeProvider.System);
    }

    public EventFeed Feed { get; }

    /// <summary>Accepts closed events.</summary>
    public void Accept(int from, int count, string label = "humpback")
    {
        for (var i = from; i < from + count; i++)
        {
            _store.Accept(new DetectionEvent
            {
                Id = $"{i:x32}", Revision = 0, State = EventState.Close, Device = "buoy-7", Pipeline = "reef", Source = "h1", Label = label, ClassIndex = 0,
                Onset = Start.AddSeconds(i), Offset = Start.AddSeconds(i + 0.5), DurationSeconds = 0.5, Stream = new StreamSpan("boot/1", i * 100L, (i * 100L) + 50, 100), Score = new EventScore(0.9f, 0.8f, 3),
                Model = new ModelReference("humpback", 1, "full", "sha256:" + new string('0', 64), "CPU"), Config = "sha256:" + new string('0', 64), Replay = false,
            });
        }
    }

    public Task FlushAsync() => _store.FlushAsync(TestContext.Current.CancellationToken);

    /// <summary>Watches until a number has come; gives every message that came.</summary>
    public async Task<List<FeedMessage>> WatchToAsync(FeedPlace place, long last, FeedFilter? filter = null, Func<Task>? perBatch = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(AgentProcess.Patience);
        var seen = new List<FeedMessage>();
        await foreach (var batch in Feed.WatchAsync(place, filter ?? FeedFilter.All, patience.Token))
        {
            seen.AddRange(batch.Messages);
            if (batch.Place.After >= last) break;
            if (perBatch is not null) await perBatch();
        }

        return seen;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }
}
