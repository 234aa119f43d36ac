using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>What goes when the disk budget or the days are used up, in which order, and how it is told.</summary>
public sealed class DiskBudgetTests
{
    private const long Small = 400 << 10;

    [Fact]
    public async Task Budget_ConfirmedUpdatesFirst_ThenConfirmedEvents()
    {
        await using var it = new StoreFixture();
        await Fill(it, 150);
        Confirm(it, it.TakeAll());
        await it.Flush();
        await Squeeze(it, it.Store.Health.BytesUsed * 55 / 100);

        using var history = EventHistory.Open(it.Directory);
        var kept = history.Read(new EventQuery { Limit = 10_000 });
        Assert.DoesNotContain(kept, row => row.Kind is MessageKind.Update);
        Assert.NotEmpty(kept);
        Assert.True(kept.Count < 300, "events went too");
        // The oldest went.
        Assert.Equal(Enumerable.Range(2, 450).Select(n => (long)n).Where(n => n % 3 != 0 && n >= kept[0].Sequence), kept.Select(row => row.Sequence));
        Assert.Equal(451, it.Store.Health.LastSequence);
        Assert.Equal((0L, 0L), (it.Store.Health.Pending, it.Store.Health.Dropped));
        Assert.InRange(it.Store.Health.BytesUsed, 1, it.Options.BudgetBytes);
    }

    [Fact]
    public async Task Budget_UnsentUpdatesBeforeUnsentEvents_AreDeclared()
    {
        await using var it = new StoreFixture();
        await Fill(it, 150);
        await Squeeze(it, it.Store.Health.BytesUsed * 85 / 100);

        it.Outbox.Rewind();
        var due = it.TakeAll();
        var events = due.Where(m => m.Kind is not MessageKind.Gap).ToList();
        Assert.Equal(300, events.Count(m => m.Kind is MessageKind.Open or MessageKind.Close));
        Assert.InRange(events.Count(m => m.Kind is MessageKind.Update), 1, 149);
        // Of the updates the oldest went.
        Assert.Equal(events.Where(m => m.Kind is MessageKind.Update).Select(m => m.Sequence), Enumerable.Range(1, 150).Select(n => n * 3L).Where(n => n >= events.First(m => m.Kind is MessageKind.Update).Sequence));
        AllDeclared(it, due, "disk-budget");
    }

    [Fact]
    public async Task Budget_NothingElseLeft_TakesTheOldestUnsentEventsByWholeRanges()
    {
        await using var it = new StoreFixture();
        await Fill(it, 300);
        await Squeeze(it, 300 << 10);

        it.Outbox.Rewind();
        var due = it.TakeAll();
        Assert.DoesNotContain(due, m => m.Kind is MessageKind.Update);
        var events = due.Where(m => m.Kind is MessageKind.Open or MessageKind.Close).Select(m => m.Sequence).ToList();
        Assert.NotEmpty(events);
        Assert.Equal(901, events[^1]);
        var gaps = AllDeclared(it, due, "disk-budget");
        var lost = new SequenceSet();
        foreach (var range in gaps.SelectMany(gap => gap.Lost!.Sequences!)) lost.Add(range.First, range.Last!.Value);
        Assert.False(lost.Contains(1));
        Assert.Equal(events[0], lost.NextAbsent(2));
        Assert.Equal(600 - events.Count, gaps.Sum(gap => gap.Lost!.Events ?? 0));
        Assert.Equal(300, gaps.Sum(gap => gap.Lost!.Updates ?? 0));
    }

    [Fact]
    public async Task Budget_PublisherComesWhileATransactionIsMade_GetsNothingThatItDeclaresAsLost()
    {
        var probe = new TakingProbe();
        await using var it = new StoreFixture(o => o with { BudgetBytes = 300 << 10, Probe = probe });
        await it.Flush();
        probe.Outbox = it.Outbox;
        for (var part = 0; part < 10; part++)
        {
            for (var i = 0; i < 90; i++) it.Store.Accept(Sample.Event(part * 1000 + i / 3, i % 3, (EventState)(i % 3)));
            await it.Flush();
            await it.Flush();
        }

        probe.Outbox = null;
        Assert.True(probe.Taken.Count > 20, $"{probe.Taken.Count} messages were taken");
        it.Outbox.Rewind();
        var gaps = AllDeclared(it, it.TakeAll(), "disk-budget");
        var lost = new SequenceSet();
        foreach (var range in gaps.SelectMany(gap => gap.Lost!.Sequences!)) lost.Add(range.First, range.Last!.Value);
        Assert.DoesNotContain(probe.Taken, lost.Contains);
    }

    [Fact]
    public async Task Budget_WeeksWithoutALink_KeepsTheNumberOfGapRecordsSmall()
    {
        await using var it = new StoreFixture(o => o with { BudgetBytes = Small });
        var store = it.Store.StoreId;
        for (var week = 0; week < 12; week++)
        {
            for (var i = 0; i < 300; i++) it.Store.Accept(Sample.Event(week * 1000 + i / 3, i % 3, (EventState)(i % 3)));
            await it.Flush();
            await it.Flush();
            if (week % 4 == 3) await it.Reopen();
        }

        Assert.InRange(it.Store.Health.BytesUsed, 1, Small);
        var due = it.TakeAll();
        Assert.InRange(due.Count(m => m.Kind is MessageKind.Gap), 2, 30);
        var subscriber = new Subscriber();
        foreach (var message in due) subscriber.Receive(message);
        Assert.Empty(subscriber.Missing(store, it.Store.Health.LastSequence));
        // Every one of them is counted: what came and what was declared is what was made.
        var gaps = Read.Gaps(due).Where(gap => gap.Cause == "disk-budget").ToList();
        Assert.Equal(3600, gaps.Sum(gap => (gap.Lost!.Events ?? 0) + (gap.Lost.Updates ?? 0)) + due.Count(m => m.Kind is not MessageKind.Gap));
    }

    [Fact]
    public async Task Budget_MessagesInHand_AreNotGivenUp()
    {
        await using var it = new StoreFixture(o => o with { BudgetBytes = 200 << 10 });
        await Fill(it, 30);
        it.Outbox.Rewind();
        var inHand = it.Outbox.Take(Lane.Fifo, 20);
        await Fill(it, 200);

        foreach (var message in inHand) it.Outbox.Settle(message, Settlement.Acknowledged);
        await it.Flush();
        it.Outbox.Rewind();
        var declared = Read.Gaps(it.TakeAll(Lane.Gap)).Where(gap => gap.Cause == "disk-budget").SelectMany(gap => gap.Lost!.Sequences!).ToList();

        Assert.NotEmpty(declared);
        Assert.DoesNotContain(inHand, m => declared.Exists(range => range.First <= m.Sequence && m.Sequence <= range.Last));
    }

    [Fact]
    public async Task Days_CountPoweredTime_WhateverTheClockSays()
    {
        await using var it = new StoreFixture(o => o with { Days = 30 });
        await Fill(it, 10);
        Confirm(it, it.TakeAll().Where(m => m.Sequence <= 16));
        await it.Flush();
        foreach (var years in new[] { 10, -20, 10 })
        {
            it.Time.Jump(TimeSpan.FromDays(years * 365));
            await it.Flush();
            await it.Reopen();
        }

        await Pass(it, 29);
        Assert.Equal((15L, 0L), (it.Outbox.Pending, it.Store.Health.Dropped));
        using (var history = EventHistory.Open(it.Directory)) Assert.Equal(31, history.Read(new EventQuery { Limit = 1000, IncludeGaps = true }).Count);

        await Fill(it, 1, 5000);
        it.Outbox.Rewind();
        Assert.InRange(it.Outbox.Take(Lane.Fifo, 1)[0].AgeSeconds, 28.9 * 86_400, 29.1 * 86_400);
        it.Outbox.Rewind();
        await Pass(it, 2);

        var due = it.TakeAll();
        Assert.Equal([32L, 33L, 34L], due.Where(m => m.Kind is not MessageKind.Gap).Select(m => m.Sequence));
        var gap = Declared(it, due, "expired");
        Assert.Equal(new SequenceRange(it.Store.StoreId, 17, 31), Assert.Single(gap.Lost!.Sequences!));
        Assert.Equal((10L, 5L), (gap.Lost.Events, gap.Lost.Updates));
    }

    [Fact]
    public async Task UnwritableEvent_IsDeclaredAndStopsNothing()
    {
        await using var it = new StoreFixture();
        it.Store.Accept(Sample.Event(1));
        it.Store.Accept(Sample.Event(2) with { Score = new EventScore(float.NaN, 0, 1) });
        it.Store.Accept(Sample.Event(3));
        await it.Flush();

        Assert.Equal([2L, 4L], it.TakeAll(Lane.Fifo).Select(m => m.Sequence));
        Assert.Equal(("invalid-event", 3L), Read.Gaps(it.TakeAll(Lane.Gap)).Where(gap => gap.Sequence == 3).Select(gap => (gap.Cause, gap.Sequence!.Value)).Single());
    }

    // Events with an update each, so that sequences are open, update, close from 2 on.
    private static async Task Fill(StoreFixture it, int events, int from = 0)
    {
        for (var n = 0; n < events * 3; n++) it.Store.Accept(Sample.Event(from + n / 3, n % 3, (EventState)(n % 3)));
        await it.Flush();
        await it.Flush();
    }

    private static void Confirm(StoreFixture it, IEnumerable<OutboxMessage> messages)
    {
        foreach (var message in messages) it.Outbox.Settle(message, Settlement.Acknowledged);
    }

    private static async Task Squeeze(StoreFixture it, long budget)
    {
        await it.Reopen(o => o with { BudgetBytes = budget });
        await it.Flush();
        await it.Flush();
    }

    private static async Task Pass(StoreFixture it, int days)
    {
        it.Time.Advance(TimeSpan.FromDays(days));
        await it.Flush();
        await it.Flush();
    }

    // The one gap record of a cause; what came and what it declares is everything.
    private static GapRecord Declared(StoreFixture it, List<OutboxMessage> due, string cause) => Assert.Single(AllDeclared(it, due, cause));

    // The gap records of a cause: as many as the ranges need.
    private static List<GapRecord> AllDeclared(StoreFixture it, List<OutboxMessage> due, string cause)
    {
        var subscriber = new Subscriber();
        foreach (var message in due) subscriber.Receive(message);
        var confirmed = it.Store.Health.Cursor - 1;
        Assert.DoesNotContain(subscriber.Missing(it.Store.StoreId, it.Store.Health.LastSequence), n => n > confirmed);
        var records = Read.Gaps(due).Where(gap => gap.Cause == cause).ToList();
        Assert.NotEmpty(records);
        return records;
    }
}
