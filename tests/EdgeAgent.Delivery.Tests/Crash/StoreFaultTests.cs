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

    // The store's pauses are on the test's clock.
    private static async Task FlushAsync(StoreFixture it)
    {
        var flush = it.Flush();
        await EventStoreTests.AwaitTime(it, () => flush.IsCompleted);
        await flush;
    }
}
