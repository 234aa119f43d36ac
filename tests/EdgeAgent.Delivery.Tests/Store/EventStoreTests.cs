using System.Text.Json;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>The ordinary way of a message: accepted, committed, taken, settled, over restarts.</summary>
public sealed class EventStoreTests
{
    [Fact]
    public async Task NewStore_FirstMessage_AnnouncesIt()
    {
        await using var it = new StoreFixture();

        var gap = Assert.Single(it.TakeAll(Lane.Gap));

        Assert.Equal(1, gap.Sequence);
        Assert.Equal(32, it.Store.StoreId.Length);
        var record = JsonSerializer.Deserialize(gap.Payload.Span, EventJson.Default.GapRecord)!;
        Assert.Equal("new-store", record.Cause);
        Assert.Equal(it.Store.StoreId, record.StoreId);
        Assert.Equal(1, record.Sequence);
        Assert.Equal("buoy-7", record.Device);
        Assert.Equal(gap.Id, record.Id);
        Assert.Null(record.Lost);
        Assert.Equal(StoreState.Working, it.Store.Health.State);
    }

    [Fact]
    public async Task Accept_Flushed_IsTakenWithSequenceAndStoreInItsJson()
    {
        await using var it = new StoreFixture();

        it.Store.Accept(Sample.Event(1));
        await it.Flush();
        var message = Assert.Single(it.TakeAll(Lane.Fifo));

        var detection = JsonSerializer.Deserialize(message.Payload.Span, EventJson.Default.DetectionEvent)!;
        Assert.Equal(Sample.Event(1) with { Sequence = 2, StoreId = it.Store.StoreId, Traceparent = EventTrace.Of(detection.Id, 0) }, detection);
        Assert.Equal((2, MessageKind.Open, "reef-north", "humpback", detection.Id, 0), (message.Sequence, message.Kind, message.Pipeline, message.Label, message.Id, message.Revision));
        Assert.Equal(detection.Onset, message.Time);
        Assert.Equal(0.9, message.Peak, 6);
    }

    [Fact]
    public async Task Accept_NotFlushed_IsCommittedAfterTheInterval()
    {
        await using var it = new StoreFixture();

        it.Store.Accept(Sample.Event(1));
        await AwaitTime(it, () => it.Store.Health.LastSequence == 2);

        Assert.Single(it.TakeAll(Lane.Fifo));
    }

    [Fact]
    public async Task Accept_CommitRecords_AreCommittedWithoutTimePassing()
    {
        await using var it = new StoreFixture(o => o with { CommitRecords = 5 });

        for (var i = 0; i < 5; i++) it.Store.Accept(Sample.Event(i));
        await Until(() => it.Store.Health.LastSequence == 6);

        Assert.Equal(2, it.Store.Health.Commits);
    }

    [Fact]
    public async Task Sequences_OverReopenAndCrash_HaveNoGaps()
    {
        await using var it = new StoreFixture();
        var store = it.Store.StoreId;
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 7; i++) it.Store.Accept(Sample.Event(round * 10 + i, 0, EventState.Close));
            await it.Flush();
            if (round % 2 == 0) await it.Reopen();
            else await it.Crash();
        }

        Assert.Equal(store, it.Store.StoreId);
        Assert.Equal(Enumerable.Range(1, 43).Select(i => (long)i), it.TakeAll().Select(m => m.Sequence).Order());
    }

    [Fact]
    public async Task Take_AfterRewindReopenAndCrash_GivesTheSameBytes()
    {
        await using var it = new StoreFixture();
        for (var i = 0; i < 20; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        it.Store.Accept(Sample.Gap(3));
        await it.Flush();

        var first = it.TakeAll();
        it.Outbox.Rewind();
        var second = it.TakeAll();
        await it.Reopen();
        var third = it.TakeAll();
        await it.Crash();
        var fourth = it.TakeAll();

        Assert.Equal(22, first.Count);
        foreach (var again in new[] { second, third, fourth })
            Assert.Equal(first.Select(m => (m.Sequence, m.StoreId, Convert.ToHexString(m.Payload.Span))), again.Select(m => (m.Sequence, m.StoreId, Convert.ToHexString(m.Payload.Span))));
    }

    [Fact]
    public async Task Settle_Flushed_IsNotDueAfterACrash()
    {
        await using var it = new StoreFixture();
        for (var i = 0; i < 10; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();
        // Out of order, with holes.
        foreach (var message in it.TakeAll().OrderByDescending(m => m.Sequence).Where(m => m.Sequence % 3 != 0)) it.Outbox.Settle(message, Settlement.Acknowledged);
        Assert.Equal(3, it.Outbox.Pending);
        await it.Flush();
        await it.Crash();

        Assert.Equal(3, it.Outbox.Pending);
        Assert.Equal(3, it.Store.Health.Cursor);
        Assert.Equal([3L, 6L, 9L], it.TakeAll().Select(m => m.Sequence));
    }

    [Fact]
    public async Task Settle_NotFlushed_IsCommittedAfterTheSettleInterval()
    {
        await using var it = new StoreFixture();
        it.Store.Accept(Sample.Event(1, 0, EventState.Close));
        await it.Flush();
        var commits = it.Store.Health.Commits;
        foreach (var message in it.TakeAll()) it.Outbox.Settle(message, Settlement.Acknowledged);

        await AwaitTime(it, () => it.Store.Health.Commits > commits);
        await it.Crash();

        Assert.Empty(it.TakeAll());
    }

    [Fact]
    public async Task Take_LiveFirst_SplitsAtTheRewind()
    {
        await using var it = new StoreFixture();
        for (var i = 0; i < 4; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();
        it.Outbox.Rewind();
        for (var i = 4; i < 6; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();

        Assert.Equal([6L, 7L], it.TakeAll(Lane.Live).Select(m => m.Sequence));
        Assert.Equal([2L, 3L, 4L, 5L], it.TakeAll(Lane.Backlog).Select(m => m.Sequence));
        Assert.Equal([1L], it.TakeAll(Lane.Gap).Select(m => m.Sequence));
    }

    [Fact]
    public async Task Declare_DropsAndSaysSo()
    {
        await using var it = new StoreFixture();
        for (var i = 0; i < 6; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();
        var taken = it.TakeAll(Lane.Fifo);

        it.Outbox.Declare([taken[1], taken[2], taken[4]], new GapRecord("reef-north", null, "storm", Sample.Start, null, new GapLoss { Events = 3 }, null) { Label = "humpback" });
        await it.Flush();
        await it.Crash();

        Assert.Equal([2L, 5L, 7L], it.TakeAll(Lane.Fifo).Select(m => m.Sequence));
        var gap = it.TakeAll(Lane.Gap).Single(m => m.Sequence == 8);
        var record = JsonSerializer.Deserialize(gap.Payload.Span, EventJson.Default.GapRecord)!;
        Assert.Equal(("storm", "humpback", 3L), (record.Cause, record.Label, record.Lost!.Events));
        Assert.Equal([new(it.Store.StoreId, 3, 4), new SequenceRange(it.Store.StoreId, 6, 6)], record.Lost.Sequences!);
    }

    [Fact]
    public async Task OpenEvents_AfterACrash_AreClosed()
    {
        await using var it = new StoreFixture();
        it.Store.Accept(Sample.Event(1));
        it.Store.Accept(Sample.Event(2));
        it.Store.Accept(Sample.Event(2, 1, EventState.Update));
        it.Store.Accept(Sample.Event(3));
        it.Store.Accept(Sample.Event(3, 1, EventState.Close));
        await it.Flush();
        await it.Crash();

        var closes = it.TakeAll(Lane.Fifo).Select(m => JsonSerializer.Deserialize(m.Payload.Span, EventJson.Default.DetectionEvent)!).Where(e => e.Reason == "interrupted").ToList();

        Assert.Equal([(Sample.Event(1).Id, 1), (Sample.Event(2).Id, 2)], closes.Select(e => (e.Id, e.Revision)).Order());
        Assert.All(closes, e => Assert.Equal(EventState.Close, e.State));
        Assert.Equal(Sample.Event(2, 1).Offset, closes.Single(e => e.Revision == 2).Offset);
        await it.Crash();
        Assert.Equal(8, it.Store.Health.LastSequence);
    }

    [Fact]
    public async Task Remember_OverACrash_IsRecalled()
    {
        await using var it = new StoreFixture();
        it.Outbox.Remember("budget", "17");
        it.Outbox.Remember("gone", "x");
        it.Outbox.Remember("gone", null);
        await it.Flush();
        await it.Crash();

        Assert.Equal("17", it.Outbox.Recall("budget"));
        Assert.Null(it.Outbox.Recall("gone"));
    }

    [Fact]
    public async Task Open_SecondAgentInTheSameFolder_IsRefused()
    {
        await using var it = new StoreFixture();

        var refused = Assert.Throws<EventStoreException>(() => EventStore.Open(it.Options, it.Time, NullLogger<EventStore>.Instance));

        Assert.Contains(it.Directory, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another agent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitAsync_CommitAfterAnEmptyTake_Completes()
    {
        await using var it = new StoreFixture();
        _ = it.TakeAll();
        var wait = it.Outbox.WaitAsync(CancellationToken.None);
        Assert.False(wait.IsCompleted);

        it.Store.Accept(Sample.Event(1));
        await it.Flush();

        await wait.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Single(it.TakeAll());
    }

    [Fact]
    public async Task WaitAsync_CommitBetweenTwoEmptyTakes_CompletesAtOnce()
    {
        await using var it = new StoreFixture();
        _ = it.TakeAll();
        Assert.Empty(it.Outbox.Take(Lane.Gap, 1));
        it.Store.Accept(Sample.Gap(1));
        await it.Flush();
        Assert.Empty(it.Outbox.Take(Lane.Fifo, 1));

        await it.Outbox.WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Single(it.TakeAll(Lane.Gap));
    }

    [Fact]
    public async Task WaitAsync_Cancelled_Throws()
    {
        await using var it = new StoreFixture();
        _ = it.TakeAll();
        using var cancel = new CancellationTokenSource();
        var wait = it.Outbox.WaitAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    internal static async Task Until(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 6000, "the condition did not come true within a minute");
            await Task.Delay(10);
        }
    }

    /// <summary>Lets the store's clock run until something is so.</summary>
    internal static async Task AwaitTime(StoreFixture it, Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            Assert.True(i < 6000, "the condition did not come true within a minute");
            it.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(10);
        }
    }
}
