using EdgeAgent.Core.Control;
using EdgeAgent.Run.Feed;

namespace EdgeAgent.Tests.Run;

public sealed class EventFeedTests
{
    [Fact]
    public async Task Watch_ManyAtOnceFromDifferentPlacesWhileEventsCome_EachGetsEveryMessageOnceInOrder()
    {
        await using var fixture = new FeedFixture();
        fixture.Accept(0, 500);
        await fixture.FlushAsync();
        var first = fixture.Feed.End.After;
        const int more = 4000;
        var last = first + more;
        // Some begin before the store's first message, some in the middle of history, some at its end, and some join later.
        var watchers = Enumerable.Range(0, 20).Select(async i =>
        {
            if (i % 5 == 4) await fixture.WatchToAsync(fixture.Feed.End, first + (more / 2));
            var place = i % 5 == 4 ? fixture.Feed.End : fixture.Feed.End with { After = i % 5 == 3 ? first : i * 20 };
            return (From: place.After, Seen: await fixture.WatchToAsync(place, last));
        }).ToArray();

        for (var sent = 0; sent < more; sent += 100)
        {
            fixture.Accept(1000 + sent, 100);
            await fixture.FlushAsync();
        }

        foreach (var (from, seen) in await Task.WhenAll(watchers)) Assert.Equal(Enumerable.Range((int)from + 1, (int)(last - from)), seen.Select(m => (int)m.Sequence));
    }

    [Fact]
    public async Task Watch_ReaderWaySlowerThanWhatComes_ReadsFromTheStoreAndMissesNothing()
    {
        await using var fixture = new FeedFixture();
        fixture.Accept(0, 1);
        await fixture.FlushAsync();
        var place = fixture.Feed.End;
        var flooded = false;

        // More comes between its first batch and its second than the tail holds.
        var seen = await fixture.WatchToAsync(place, place.After + FeedRing.MostMessages + 2000, perBatch: async () =>
        {
            if (flooded) return;
            flooded = true;
            fixture.Accept(10, FeedRing.MostMessages + 2000);
            await fixture.FlushAsync();
        });

        Assert.Equal(FeedRing.MostMessages + 2000, seen.Count);
        Assert.Equal(Enumerable.Range((int)place.After + 1, seen.Count), seen.Select(m => (int)m.Sequence));
    }

    [Fact]
    public async Task Watch_Filtered_GivesTheLabelAloneAndMovesOn()
    {
        await using var fixture = new FeedFixture();
        fixture.Accept(0, 300, "humpback");
        fixture.Accept(300, 3, "fin");
        fixture.Accept(303, 300, "humpback");
        await fixture.FlushAsync();
        var filter = new FeedFilter { Labels = ["fin"], Kinds = [FeedKind.Close] };

        var seen = await fixture.WatchToAsync(fixture.Feed.End with { After = 0 }, fixture.Feed.End.After, filter);

        Assert.Equal(3, seen.Count);
        Assert.All(seen, m => Assert.Equal("fin", m.Label));
    }

    [Fact]
    public async Task Watch_PlaceOfAnotherStore_GivesEverythingOfThisOne()
    {
        await using var fixture = new FeedFixture();
        fixture.Accept(0, 10);
        await fixture.FlushAsync();

        var seen = await fixture.WatchToAsync(new FeedPlace("a store that is gone", 9_000), fixture.Feed.End.After);

        Assert.Equal(fixture.Feed.End.After, seen.Count);
    }

    [Fact]
    public async Task Query_Pages_GiveEveryMessageOnce()
    {
        await using var fixture = new FeedFixture();
        fixture.Accept(0, 700, "humpback");
        fixture.Accept(700, 50, "fin");
        await fixture.FlushAsync();
        var seen = new List<long>();
        long? next = 0;

        while (next is { } after)
        {
            var page = fixture.Feed.Query(new FeedQuery { Filter = new FeedFilter { Labels = ["humpback", "fin"], Kinds = [FeedKind.Close] }, After = after, Limit = 64 });
            Assert.True(page.Messages.Count <= 64);
            seen.AddRange(page.Messages.Select(m => m.Sequence));
            next = page.Next;
        }

        Assert.Equal(750, seen.Count);
        Assert.Equal(seen.Order().Distinct(), seen);
    }
}
