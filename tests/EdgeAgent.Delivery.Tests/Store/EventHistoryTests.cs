using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Queries over what the store keeps, beside the running store.</summary>
public sealed class EventHistoryTests
{
    [Fact]
    public async Task Read_EachCondition_Narrows()
    {
        await using var it = await Filled();
        using var history = EventHistory.Open(it.Directory);

        Assert.Equal(23, history.Read(new EventQuery()).Count);
        Assert.Equal(25, history.Read(new EventQuery { IncludeGaps = true }).Count);
        Assert.Equal(5, history.Read(new EventQuery { Label = "orca" }).Count);
        Assert.Equal(14, history.Read(new EventQuery { Pipeline = "reef-south" }).Count);
        Assert.Equal(2, history.Read(new EventQuery { MinimumPeak = 0.8 }).Count);
        Assert.Equal([2L, 3L, 4L], history.Read(new EventQuery { From = Sample.Start.AddSeconds(60), To = Sample.Start.AddSeconds(120) }).Select(r => r.Sequence));
        Assert.Empty(history.Read(new EventQuery { From = Sample.Start.AddYears(10) }));
    }

    [Fact]
    public async Task Read_LatestRevisionOnly_GivesClosesAndOpenEvents()
    {
        await using var it = await Filled();
        using var history = EventHistory.Open(it.Directory);

        var latest = history.Read(new EventQuery { LatestRevisionOnly = true });

        Assert.Equal(Enumerable.Range(1, 8).Select(n => Sample.Event(n).Id), latest.Select(r => r.Id).Order(StringComparer.Ordinal));
        Assert.Equal((MessageKind.Update, 1), latest.Where(r => r.Id == Sample.Event(8).Id).Select(r => (r.Kind, r.Revision)).Single());
        Assert.All(latest.Where(r => r.Id != Sample.Event(8).Id), r => Assert.Equal(MessageKind.Close, r.Kind));
    }

    [Fact]
    public async Task Read_Pages_GiveEveryRowOnce()
    {
        await using var it = await Filled();
        using var history = EventHistory.Open(it.Directory);
        var seen = new List<long>();
        for (long after = 0; ;)
        {
            var page = history.Read(new EventQuery { IncludeGaps = true, After = after, Limit = 5 });
            seen.AddRange(page.Select(r => r.Sequence));
            if (page.Count < 5) break;
            after = page[^1].Sequence;
        }

        Assert.Equal(Enumerable.Range(1, 25).Select(n => (long)n), seen);
    }

    [Fact]
    public async Task Read_States_FollowTheOutbox()
    {
        await using var it = await Filled();
        using var history = EventHistory.Open(it.Directory);
        var taken = it.TakeAll(Lane.Fifo);
        it.Outbox.Settle(taken[0], Settlement.Acknowledged);
        it.Outbox.Settle(taken[1], Settlement.Acknowledged);
        it.Outbox.Settle(taken[3], Settlement.Refused, "no");
        it.Outbox.Declare([taken[5]], new GapRecord("reef-north", null, "storm", null, null, null, null));
        await it.Flush();

        Assert.Equal([2L, 3L], history.Read(new EventQuery { State = DeliveryState.Acknowledged }).Select(r => r.Sequence));
        Assert.Equal([5L], history.Read(new EventQuery { State = DeliveryState.Refused }).Select(r => r.Sequence));
        Assert.Equal([7L], history.Read(new EventQuery { State = DeliveryState.Dropped }).Select(r => r.Sequence));
        var overview = history.Overview();
        Assert.Equal((it.Store.StoreId, it.Store.Health.LastSequence, it.Store.Health.Pending, 1L), (overview.StoreId, overview.LastSequence, overview.Pending + overview.PendingAside, overview.DeadLetters));
    }

    [Fact]
    public async Task Open_NewerSchema_IsRefusedWithTheReason()
    {
        await using var it = await Filled();
        await it.Reopen(options =>
        {
            Database.Execute(options.Directory, "PRAGMA user_version = 99");
            var error = Assert.Throws<EventStoreException>(() => EventHistory.Open(options.Directory));
            Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
            return options;
        });
    }

    // Events 1..7 with an update each, 8 still open; 4 and 8 are orcas.
    private static async Task<StoreFixture> Filled()
    {
        var it = new StoreFixture();
        for (var n = 1; n <= 8; n++)
        {
            var (pipeline, label, peak) = (n <= 3 ? "reef-north" : "reef-south", n is 4 or 8 ? "orca" : "humpback", n == 2 ? 0.85 : 0.5);
            it.Store.Accept(Sample.Event(n, 0, EventState.Open, pipeline, label, 0.5));
            it.Store.Accept(Sample.Event(n, 1, EventState.Update, pipeline, label, peak));
            if (n < 8) it.Store.Accept(Sample.Event(n, 2, EventState.Close, pipeline, label, peak));
            if (n == 7) it.Store.Accept(Sample.Gap(7));
        }

        await it.Flush();
        return it;
    }
}
