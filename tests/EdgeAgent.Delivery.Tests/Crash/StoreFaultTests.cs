using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Delivery.Tests.Store;
using EdgeAgent.TestKit.Disk;

namespace EdgeAgent.Delivery.Tests.Crash;

/// <summary>What the crash matrix has found in the store, each by itself.</summary>
public sealed class StoreFaultTests
{
    [Fact]
    public async Task DiskFull_OnceAndOnADiskWithRoom_GivesNothingUp()
    {
        using var disk = PowerLossDisk.Begin(1);
        await using var it = new StoreFixture(o => o with { Vfs = PowerLossDisk.Vfs });
        await it.Flush();
        disk.Fail(DiskOperations.Write, DiskError.Full, 0, 1);
        for (var i = 0; i < 50; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await FlushAsync(it);

        Assert.Equal(0, it.Store.Health.Dropped);
        Assert.Equal(StoreState.Working, it.Store.Health.State);
        Assert.Equal(50, it.TakeAll(Lane.Fifo).Count);
    }

    [Fact]
    public async Task DiskFull_ForAWhileAgainAndAgain_IsOverByItself()
    {
        using var disk = PowerLossDisk.Begin(1);
        await using var it = new StoreFixture(o => o with { Vfs = PowerLossDisk.Vfs });
        for (var i = 0; i < 50; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();
        disk.Fail(DiskOperations.Write, DiskError.Full, 0, 20);
        for (var i = 50; i < 300; i++)
        {
            it.Store.Accept(Sample.Event(i, 0, EventState.Close));
            if (i % 10 == 0) await FlushAsync(it);
        }

        await EventStoreTests.AwaitTime(it, () => it.Store.Health is { State: StoreState.Working, ReserveIntact: true });
        it.Store.Accept(Sample.Event(300, 0, EventState.Close));
        await FlushAsync(it);
        Assert.Contains(it.TakeAll(Lane.Fifo), message => message.Id == Sample.Event(300).Id);
    }

    [Theory]
    [InlineData(Lane.Fifo)]
    [InlineData(Lane.Gap)]
    public async Task Take_ReadFailsInTheMiddle_NothingIsForgottenUntilTheNextConnection(Lane lane)
    {
        var faults = 0;
        for (var reads = 0; reads < 60; reads += 3)
        {
            using var disk = PowerLossDisk.Begin(1);
            await using var it = new StoreFixture(o => o with { Vfs = PowerLossDisk.Vfs });
            for (var i = 0; i < 60; i++)
            {
                it.Store.Accept(Sample.Event(i, 0, EventState.Close) with { Continues = new string('c', 3000) });
                it.Store.Accept(Sample.Gap(i) with { Detail = new string('d', 3000) });
            }

            await it.Flush();
            it.Outbox.Rewind();
            disk.Fail(DiskOperations.Read, DiskError.InputOutput, reads, 1);
            var taken = new List<OutboxMessage>();
            await EventStoreTests.AwaitTime(it, () =>
            {
                taken.AddRange(it.Outbox.Take(lane, 100));
                return taken.Count >= (lane is Lane.Gap ? 61 : 60);
            });

            faults += it.Store.Health.ReadErrors > 0 ? 1 : 0;
            Assert.Equal(lane is Lane.Gap ? 61 : 60, taken.Select(message => message.Sequence).Distinct().Count());
        }

        Assert.True(faults > 0, "no read failed");
    }

    // The store's pauses are on the test's clock.
    private static async Task FlushAsync(StoreFixture it)
    {
        var flush = it.Flush();
        await EventStoreTests.AwaitTime(it, () => flush.IsCompleted);
        await flush;
    }
}
