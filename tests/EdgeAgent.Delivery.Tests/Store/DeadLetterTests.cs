using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Messages that the broker refuses: kept, declared, requeued by hand.</summary>
public sealed class DeadLetterTests
{
    [Fact]
    public async Task Refuse_KeepsTheMessageAndDeclaresIt()
    {
        await using var it = new StoreFixture();
        var refused = await RefuseThree(it);
        await it.Crash();

        Assert.Equal(3, it.Store.Health.DeadLetters);
        Assert.Equal([5L], it.TakeAll(Lane.Fifo).Select(m => m.Sequence));
        var declared = Read.Gaps(it.TakeAll(Lane.Gap)).Single(gap => gap.Cause == "refused");
        Assert.Equal([new SequenceRange(it.Store.StoreId, 2, 4)], declared.Lost!.Sequences!);
        Assert.Equal(("reef-north", 3L, 0L), (declared.Pipeline, declared.Lost.Events!.Value, declared.Lost.Updates!.Value));
        using var letters = DeadLetters.Open(it.Directory);
        var all = letters.List();
        Assert.Equal(refused.Select(m => (m.Sequence, m.Id, "topic name invalid", Convert.ToHexString(m.Payload.Span))), all.Select(l => (l.Sequence, l.Id, l.Reason, Convert.ToHexString(l.Payload.Span))));
        Assert.Equal(all[1].Key, Assert.Single(letters.List(all[0].Key, 1)).Key);
    }

    [Fact]
    public async Task Requeue_BesideARunningStore_BecomesDue()
    {
        await using var it = new StoreFixture();
        var refused = await RefuseThree(it);
        _ = it.TakeAll();
        var wait = it.Outbox.WaitAsync(CancellationToken.None);
        Assert.False(wait.IsCompleted);

        using (var letters = DeadLetters.Open(it.Directory)) Assert.Equal(1, letters.Requeue([letters.List()[1].Key]));
        await EventStoreTests.AwaitTime(it, () => wait.IsCompleted);

        var due = Assert.Single(it.TakeAll(Lane.Aside));
        Assert.Equal((refused[1].Sequence, Lane.Aside, Convert.ToHexString(refused[1].Payload.Span)), (due.Sequence, due.Lane, Convert.ToHexString(due.Payload.Span)));
        Assert.Equal((2, 1 + Unsettled(it)), (it.Store.Health.DeadLetters, it.Outbox.Pending));
        it.Outbox.Settle(due, Settlement.Acknowledged);
        await it.Flush();
        await it.Crash();
        Assert.Empty(it.TakeAll(Lane.Aside));
        Assert.Equal(2, it.Store.Health.DeadLetters);
    }

    [Fact]
    public async Task Requeue_RefusedAgain_IsADeadLetterAgain()
    {
        await using var it = new StoreFixture();
        await RefuseThree(it);
        for (var round = 0; round < 3; round++)
        {
            using (var letters = DeadLetters.Open(it.Directory)) Assert.Equal(3, letters.Requeue());
            List<OutboxMessage> due = [];
            // The running store looks at the files every two seconds.
            for (var i = 0; due.Count < 3 && i < 600; i++)
            {
                var wait = it.Outbox.WaitAsync(CancellationToken.None);
                await EventStoreTests.AwaitTime(it, () => wait.IsCompleted);
                due.AddRange(it.TakeAll(Lane.Aside));
                _ = it.TakeAll();
            }

            Assert.Equal(3, due.Count);
            foreach (var message in due) it.Outbox.Settle(message, Settlement.Refused, "still invalid");
            await it.Flush();
            Assert.Equal(3, it.Store.Health.DeadLetters);
        }

        using var after = DeadLetters.Open(it.Directory);
        Assert.All(after.List(), letter => Assert.Equal("still invalid", letter.Reason));
    }

    [Fact]
    public async Task Refuse_EveryGapRecord_EndsWithADeclarationOfOneRange()
    {
        await using var it = new StoreFixture();
        await it.Flush();
        for (var round = 0; round < 5; round++)
        {
            foreach (var gap in it.TakeAll(Lane.Gap)) it.Outbox.Settle(gap, Settlement.Refused, "not authorized");
            await it.Flush();
        }

        // The announcement, and the record that declares it.
        Assert.Equal((2, 2, 0), (it.Store.Health.LastSequence, it.Store.Health.DeadLetters, it.Outbox.Pending));
        // Whoever watches the box is told that a subscriber does not know everything, until it does.
        Assert.Equal(2, it.Store.Health.RefusedGaps);
        _ = it.TakeAll();
        var wait = it.Outbox.WaitAsync(CancellationToken.None);
        using (var letters = DeadLetters.Open(it.Directory)) Assert.Equal(2, letters.Requeue());
        await EventStoreTests.AwaitTime(it, () => wait.IsCompleted);
        Assert.Equal(2, it.Store.Health.RefusedGaps);
        foreach (var gap in it.TakeAll(Lane.Aside)) it.Outbox.Settle(gap, Settlement.Acknowledged);
        await it.Flush();
        Assert.Equal((0, 0), (it.Store.Health.DeadLetters, it.Store.Health.RefusedGaps));
    }

    [Fact]
    public async Task ListWithDue_AfterARequeue_HasThemAll()
    {
        await using var it = new StoreFixture();
        await RefuseThree(it);
        using var letters = DeadLetters.Open(it.Directory);
        letters.Requeue([letters.List()[0].Key]);

        Assert.Equal([3L, 4L], letters.List().Select(letter => letter.Sequence));
        Assert.Equal([2L, 3L, 4L], letters.ListWithDue().Select(letter => letter.Sequence));
        using var history = EventHistory.Open(it.Directory);
        Assert.Equal((1, 2), (history.Overview().PendingAside, history.Overview().DeadLetters));
    }

    [Fact]
    public async Task RequeuedRow_WithDamagedName_IsDeclaredOnceAndGone()
    {
        await using var it = new StoreFixture();
        await RefuseThree(it);
        await it.Reopen(options =>
        {
            Database.Execute(options.Directory, "UPDATE aside SET state = 1, store = CAST(x'ff41c3' AS TEXT)");
            return options;
        });
        for (var round = 0; round < 6; round++)
        {
            it.Outbox.Rewind();
            _ = it.TakeAll(Lane.Aside);
            await it.Flush();
        }

        Assert.Equal(0, Database.Scalar(it.Directory, "SELECT count(*) FROM aside"));
        Assert.Equal((0L, 3L), (it.Store.Health.Salvages, it.Store.Health.Dropped));
        Assert.Single(Read.Gaps(it.TakeAll(Lane.Gap)), gap => gap.Cause == "store-corruption");
    }

    [Fact]
    public async Task Requeue_WithoutAnAgent_IsDueAtTheNextStart()
    {
        await using var it = new StoreFixture();
        await RefuseThree(it);
        await it.Reopen(options =>
        {
            using var letters = DeadLetters.Open(options.Directory);
            Assert.Equal(3, letters.Requeue());
            return options;
        });

        Assert.Equal([2L, 3L, 4L], it.TakeAll(Lane.Aside).Select(m => m.Sequence));
    }

    [Fact]
    public void Open_FolderWithoutAStore_SaysSo()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<EventStoreException>(() => DeadLetters.Open(folder.Path));

        Assert.Contains("no event store", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<OutboxMessage>> RefuseThree(StoreFixture it)
    {
        for (var i = 1; i <= 4; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();
        var taken = it.TakeAll(Lane.Fifo);
        foreach (var message in taken.Take(3)) it.Outbox.Settle(message, Settlement.Refused, "topic name invalid");
        await it.Flush();
        return [.. taken.Take(3)];
    }

    // The announcement, the declaration, and the one event that was not refused.
    private static long Unsettled(StoreFixture it) => it.Store.Health.LastSequence - 3;
}
