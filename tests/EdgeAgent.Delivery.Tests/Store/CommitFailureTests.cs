using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Interop.Sqlite;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Commits that fail: every record is stored once, whether the disk had it before it failed or not.</summary>
public sealed class CommitFailureTests
{
    [Theory]
    [InlineData(nameof(CommitPoint.BeforeCommit))]
    [InlineData(nameof(CommitPoint.AfterCommit))]
    [InlineData(nameof(CommitPoint.BeforeSettleCommit))]
    [InlineData(nameof(CommitPoint.AfterSettleCommit))]
    public async Task Commit_FailsAtABoundary_IsDoneOnce(string point)
    {
        var probe = new FailingProbe { Point = Enum.Parse<CommitPoint>(point) };
        await using var it = new StoreFixture(o => o with { Probe = probe });
        it.Store.Accept(Sample.Event(1, 0, EventState.Close));
        it.Store.Accept(Sample.Event(2, 0, EventState.Close));
        await it.Flush();
        var taken = it.TakeAll(Lane.Fifo);

        // What failed after the disk had it is found there and not tried again.
        probe.Failures = point.StartsWith("After", StringComparison.Ordinal) ? 1 : 3;
        it.Outbox.Settle(taken[0], Settlement.Acknowledged);
        it.Outbox.Settle(taken[1], Settlement.Refused, "no");
        it.Store.Accept(Sample.Event(3, 0, EventState.Close));
        var flushed = it.Store.FlushAsync(CancellationToken.None);
        await EventStoreTests.AwaitTime(it, () => flushed.IsCompleted);
        await flushed;

        Assert.Equal(0, probe.Failures);
        Assert.Equal(StoreState.Working, it.Store.Health.State);
        await it.Crash();
        Assert.Equal(["1 Gap", "4 Gap", "5 Close"], it.TakeAll().OrderBy(m => m.Sequence).Select(m => $"{m.Sequence} {m.Kind}"));
        Assert.Equal((1, 5), (it.Store.Health.DeadLetters, it.Store.Health.LastSequence));
        // What the new connection saw is what the old one had written, so nothing was set aside.
        Assert.Equal(0, it.Store.Health.Salvages);
    }

    [Theory]
    [InlineData(nameof(CommitPoint.BeforeCommit))]
    [InlineData(nameof(CommitPoint.AfterCommit))]
    public async Task FirstCommitOfARun_Fails_ClosesOpenEventsOnce(string point)
    {
        var probe = new FailingProbe { Point = Enum.Parse<CommitPoint>(point) };
        await using var it = new StoreFixture(o => o with { Probe = probe });
        it.Store.Accept(Sample.Event(1));
        await it.Flush();
        await it.Reopen(options =>
        {
            probe.Failures = 2;
            return options;
        });
        Assert.Equal(StoreState.Degraded, it.Store.Health.State);
        await EventStoreTests.AwaitTime(it, () => it.Store.Health.State is StoreState.Working);
        await it.Flush();

        Assert.Equal(["2 Open", "3 Close"], it.TakeAll(Lane.Fifo).Select(m => $"{m.Sequence} {m.Kind}"));
    }

    [Fact]
    public async Task NoRoom_AgainAndAgain_ShedsOldMessagesAndGoesOn()
    {
        var probe = new FailingProbe { Point = CommitPoint.BeforeCommit, Code = (int)SqliteErrorCode.Full };
        await using var it = new StoreFixture(o => o with { Probe = probe });
        var store = it.Store.StoreId;
        for (var i = 0; i < 1200; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();

        // The first failure costs the reserve, the second is answered by shedding.
        probe.Failures = 2;
        it.Store.Accept(Sample.Event(9999, 0, EventState.Close));
        var flushed = it.Store.FlushAsync(CancellationToken.None);
        await EventStoreTests.AwaitTime(it, () => flushed.IsCompleted);

        Assert.Equal(StoreState.Degraded, it.Store.Health.State);
        Assert.Contains("disk is full", it.Store.Health.Problem, StringComparison.Ordinal);
        var subscriber = new Subscriber();
        foreach (var message in it.TakeAll()) subscriber.Receive(message);
        Assert.Empty(subscriber.Missing(store, it.Store.Health.LastSequence));
        Assert.InRange(it.Store.Health.Dropped, 1, 1199);
        await EventStoreTests.AwaitTime(it, () => it.Store.Health is { State: StoreState.Working, ReserveIntact: true });
    }

    [Fact]
    public async Task ManyThreads_AcceptAndConfirmAtOnce_LoseNothing()
    {
        using var folder = new TemporaryFolder();
        var subscriber = new Subscriber();
        var options = new EventStoreOptions { Directory = folder["store"], Device = "buoy-7", CommitInterval = TimeSpan.FromMilliseconds(5), ReserveBytes = 0 };
        await using var store = EventStore.Open(options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<EventStore>.Instance);
        const int each = 2500;
        var producers = Enumerable.Range(0, 3).Select(p => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                store.Accept(Sample.Event(p * 100_000 + i, 0, EventState.Close, $"reef-{p}"));
                if (i % 100 == 0) await Task.Yield();
            }
        })).ToArray();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var random = new Random(4);
        while (subscriber.Received.Count < 3 * each + 1)
        {
            var some = store.Outbox.Take(Lane.Gap, 10).Concat(store.Outbox.Take(Lane.Fifo, 50)).ToList();
            foreach (var message in some)
            {
                subscriber.Receive(message);
                // One in fifty is not confirmed, and comes again with the next connection.
                if (random.Next(50) > 0) store.Outbox.Settle(message, Settlement.Acknowledged);
            }

            if (some.Count == 0) await store.Outbox.WaitAsync(patience.Token);
            if (random.Next(20) == 0) store.Outbox.Rewind();
        }

        await Task.WhenAll(producers);
        await store.FlushAsync(patience.Token);
        Assert.Equal(3 * each + 1, store.Outbox.LastSequence);
        Assert.Empty(subscriber.Missing(store.StoreId, store.Outbox.LastSequence));
        Assert.Empty(subscriber.Declared);
        for (var p = 0; p < 3; p++)
        {
            var order = subscriber.Received.OrderBy(r => r.Key.Sequence).Select(r => System.Text.Json.JsonDocument.Parse(r.Value).RootElement)
                .Where(e => e.GetProperty("pipeline").GetString() == $"reef-{p}").Select(e => e.GetProperty("id").GetString()).ToList();
            Assert.Equal(order.Order(StringComparer.Ordinal), order);
            Assert.Equal(each, order.Count);
        }
    }
}
