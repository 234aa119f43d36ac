using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Gap records that are damaged, lost with the store, or refused before a subscriber has them: what they declare is declared all the same.</summary>
public sealed class UnsentDeclarationTests
{
    private readonly Subscriber _subscriber = new();

    [Fact]
    public async Task GapRecord_Damaged_WhatItDeclaredIsDeclared()
    {
        await using var it = new StoreFixture();
        var store = it.Store.StoreId;
        await DropEverySecond(it, 3);
        await it.Reopen(options =>
        {
            Database.Execute(options.Directory, "UPDATE gaps SET payload = replace(payload, 'storm', 'stork') WHERE sequence > 1");
            return options;
        });

        await EventStoreTests.Until(() =>
        {
            Receive(it, _ => true);
            return _subscriber.Missing(store, 8).Count == 0;
        });
        Assert.Equal(store, it.Store.StoreId);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Store_LostAgainAndAgain_WhatItsUnsentRecordsDeclaredIsDeclared(int times)
    {
        await using var it = new StoreFixture();
        var lost = new Dictionary<string, long>();
        await DropEverySecond(it, 3);
        for (var time = 0; time < times; time++)
        {
            lost[it.Store.StoreId] = it.Store.Health.LastSequence;
            await Lose(it);
        }

        Receive(it, _ => true);
        Assert.All(lost, store => Assert.Empty(_subscriber.Missing(store.Key, store.Value)));
    }

    [Fact]
    public async Task Store_LostAfterItsRecordsWereDelivered_DeclaresOnlyWhatCameLater()
    {
        await using var it = new StoreFixture();
        var store = it.Store.StoreId;
        await DropEverySecond(it, 3);
        Receive(it, _ => true);
        await it.Flush();
        it.Store.Accept(Sample.Event(99, 0, EventState.Close));
        await it.Flush();
        await Lose(it);

        var range = Assert.Single(Read.Gap(it.TakeAll(Lane.Gap)[0]).Lost!.Sequences!);
        Assert.Equal((store, 9L), (range.Store, range.First));
    }

    [Fact]
    public async Task GapRecord_RefusedForItsSize_ComesInSmallerOnes()
    {
        await using var it = new StoreFixture();
        await DropEverySecond(it, 9);
        for (var round = 0; round < 10 && it.Outbox.Pending > 0; round++)
        {
            it.Outbox.Rewind();
            Receive(it, gap => gap.Lost?.Sequences is not { Count: > 1 });
            await it.Flush();
        }

        Assert.Equal((0, 0), (it.Outbox.Pending, it.Store.Health.DeadLetters));
        Assert.Empty(_subscriber.Missing(it.Store.StoreId, it.Store.Health.LastSequence));
    }

    [Fact]
    public async Task GapRecord_RefusedForGood_OutlivesTheBudgetAndHoldsBackWhatIsProven()
    {
        await using var it = new StoreFixture();
        var store = it.Store.StoreId;
        await DropEverySecond(it, 3);
        for (var round = 0; round < 10 && it.Outbox.Pending > 0; round++)
        {
            it.Outbox.Rewind();
            Receive(it, gap => gap.Cause != "storm");
            await it.Flush();
        }

        var letters = it.Store.Health.DeadLetters;
        Assert.InRange(letters, 3, 9);
        await it.Reopen(o => o with { BudgetBytes = 60 << 10 });
        await it.Flush();
        await it.Flush();
        Assert.Equal(letters, it.Store.Health.DeadLetters);
        var last = it.Store.Health.LastSequence;
        await Lose(it);
        Receive(it, _ => true);

        Assert.Empty(_subscriber.Missing(store, last));
    }

    // Event messages 2, 3, 4 …: the even ones are delivered, the odd ones given up in one record that is not sent.
    private async Task DropEverySecond(StoreFixture it, int drops)
    {
        for (var i = 0; i < drops * 2; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();
        Receive(it, _ => true, Lane.Gap);
        var taken = it.TakeAll(Lane.Fifo);
        foreach (var message in taken.Where(message => message.Sequence % 2 == 0))
        {
            _subscriber.Receive(message);
            it.Outbox.Settle(message, Settlement.Acknowledged);
        }

        it.Outbox.Declare([.. taken.Where(message => message.Sequence % 2 == 1)], new GapRecord("reef-north", null, "storm", null, null, new GapLoss { Events = drops }, null));
        await it.Flush();
    }

    private void Receive(StoreFixture it, Func<GapRecord, bool> takes, params Lane[] lanes)
    {
        foreach (var message in it.TakeAll(lanes))
        {
            if (message.Kind is MessageKind.Gap && !takes(Read.Gap(message)))
            {
                it.Outbox.Settle(message, Settlement.Refused, "packet too large");
                continue;
            }

            _subscriber.Receive(message);
            it.Outbox.Settle(message, Settlement.Acknowledged);
        }
    }

    private static async Task Lose(StoreFixture it)
    {
        var left = it.Directory + ".lost";
        StoreFixture.CopyFiles(it.Directory, left);
        StoreFiles.Delete(Path.Combine(left, "events.db"));
        await it.Crash(left);
    }
}
