using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;
using EdgeAgent.TestKit.Disk;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Disks that do not work, or are full: loud, bounded, declared, and over by itself.</summary>
public sealed class DiskTroubleTests
{
    [Fact]
    public async Task QueueFull_WhileTheDatabaseIsLocked_IsCountedAndDeclared()
    {
        await using var it = new StoreFixture(o => o with { QueueCapacity = 50, CommitRecords = 10 });
        using (var other = Database.Open(it.Directory))
        {
            other.Execute("BEGIN IMMEDIATE");
            // The writer takes a batch and holds on to it; then the queue fills.
            it.Store.Accept(Sample.Event(0, 0, EventState.Close));
            await EventStoreTests.AwaitTime(it, () => it.Store.Health.State is StoreState.Degraded);
            for (var i = 1; it.Store.Health.Refused == 0; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
            for (var i = 100; i < 109; i++) it.Store.Accept(Sample.Event(i, 1, EventState.Update, "reef-south", peak: 0.25));
            it.Store.Accept(Sample.Gap(200, "reef-south"));
            Assert.Equal(11, it.Store.Health.Refused);
            Assert.Contains("in use by another connection", it.Store.Health.Problem, StringComparison.Ordinal);
            other.Execute("ROLLBACK");
        }

        await EventStoreTests.AwaitTime(it, () => it.Store.Health.Waiting == 0 && it.Store.Health.State is StoreState.Working);
        await it.Flush();

        Assert.Null(it.Store.Health.Problem);
        Assert.Equal(51, it.TakeAll(Lane.Fifo).Count);
        var declared = Read.Gaps(it.TakeAll(Lane.Gap)).Where(gap => gap.Cause == "store-unavailable").OrderBy(gap => gap.Pipeline, StringComparer.Ordinal).ToList();
        Assert.Equal([("reef-north", 1L, 0L), ("reef-south", 0L, 10L)], declared.Select(gap => (gap.Pipeline, gap.Lost!.Events!.Value, gap.Lost.Updates!.Value)));
        Assert.Equal(0.25, declared[1].Lost!.Peak!.Value, 6);
        Assert.Equal((Sample.Event(100).Onset, Sample.Gap(200).To), (declared[1].From, declared[1].To));
    }

    [Fact]
    public async Task Folder_ThatCannotBeMade_IsNoErrorAndOpensLater()
    {
        using var folder = new TemporaryFolder();
        folder.Write("state", "not a folder"u8);
        await using var it = new StoreFixture(null, folder["state/store"]);

        Assert.Equal((StoreState.Degraded, ""), (it.Store.Health.State, it.Store.StoreId));
        Assert.NotNull(it.Store.Health.Problem);
        it.Outbox.Rewind();
        Assert.Empty(it.TakeAll());
        it.Store.Accept(Sample.Event(1));
        it.Outbox.Remember("budget", "4");
        var wait = it.Outbox.WaitAsync(CancellationToken.None);
        File.Delete(folder["state"]);
        await EventStoreTests.AwaitTime(it, () => it.Store.Health.State is StoreState.Working);
        await it.Flush();

        await wait.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["1 Gap", "2 Open"], it.TakeAll().Select(m => $"{m.Sequence} {m.Kind}"));
        await it.Crash();
        Assert.Equal("4", it.Outbox.Recall("budget"));
    }

    [Fact]
    public async Task Stop_WhileTheDiskDoesNotWork_EndsAndSaysWhatIsLost()
    {
        using var folder = new TemporaryFolder();
        folder.Write("state", "not a folder"u8);
        var time = new ManualTime();
        var log = new Lines();
        var store = EventStore.Open(new EventStoreOptions { Directory = folder["state/store"], Device = "buoy-7" }, time, log);
        for (var i = 0; i < 7; i++) store.Accept(Sample.Event(i));

        var closing = store.DisposeAsync().AsTask();
        await StoreFixture.EndAsync(closing, time, TimeSpan.FromSeconds(10));

        Assert.Contains(log, line => line.Contains("7 records are lost", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("Events can't be stored", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WithRecordsTurnedAway_CountsThemAsLost()
    {
        using var folder = new TemporaryFolder();
        folder.Write("state", "not a folder"u8);
        var time = new ManualTime();
        var log = new Lines();
        var store = EventStore.Open(new EventStoreOptions { Directory = folder["state/store"], Device = "buoy-7", QueueCapacity = 5, CommitRecords = 5 }, time, log);
        for (var i = 0; i < 7; i++) store.Accept(Sample.Event(i));

        var closing = store.DisposeAsync().AsTask();
        await StoreFixture.EndAsync(closing, time, TimeSpan.FromSeconds(10));

        Assert.Contains(log, line => line.Contains("7 records are lost", StringComparison.Ordinal));
        Assert.Throws<ObjectDisposedException>(() => store.Accept(Sample.Event(9)));
    }

    [Fact]
    public async Task Stop_InTrouble_IsDeclaredAtTheNextStartOnce()
    {
        var probe = new FailingProbe { Point = CommitPoint.BeforeCommit };
        await using var it = new StoreFixture(o => o with { Probe = probe });
        await it.Flush();
        probe.Failures = int.MaxValue;
        it.Store.Accept(Sample.Event(0, 0, EventState.Close));
        await EventStoreTests.AwaitTime(it, () => it.Store.Health.State is StoreState.Degraded);
        await it.Reopen(options =>
        {
            probe.Failures = 0;
            return options;
        });
        await it.Flush();
        await it.Reopen();

        var gap = Assert.Single(Read.Gaps(it.TakeAll(Lane.Gap)), gap => gap.Cause == "store-unavailable");
        Assert.NotNull(gap.To);
        Assert.Equal(2, it.Store.Health.LastSequence);
    }

    [Fact]
    public async Task Trouble_ThatIsOver_IsNotDeclared()
    {
        await using var it = new StoreFixture();
        using (var other = Database.Open(it.Directory))
        {
            other.Execute("BEGIN IMMEDIATE");
            it.Store.Accept(Sample.Event(0, 0, EventState.Close));
            await EventStoreTests.AwaitTime(it, () => it.Store.Health.State is StoreState.Degraded);
            other.Execute("ROLLBACK");
        }

        await EventStoreTests.AwaitTime(it, () => it.Store.Health.State is StoreState.Working);
        await it.Crash();

        Assert.DoesNotContain(Read.Gaps(it.TakeAll(Lane.Gap)), gap => gap.Cause == "store-unavailable");
    }

    [Fact]
    public async Task Reserve_ThatCannotBeWritten_IsNoFullDisk()
    {
        using var folder = new TemporaryFolder();
        folder.Folder("store/reserve");
        await using var it = new StoreFixture(null, folder["store"]);
        it.Store.Accept(Sample.Event(1));
        await it.Flush();

        Assert.Equal((StoreState.Working, null, false), (it.Store.Health.State, it.Store.Health.Problem, it.Store.Health.ReserveIntact));
    }

    [Fact]
    public void PutInPlace_WhereADatabaseIs_LeavesIt()
    {
        using var folder = new TemporaryFolder();
        folder.Write("events.db", "events"u8);
        folder.Write("events.db.new", "new"u8);
        using var files = new StoreFiles(folder.Path);

        Assert.Throws<IOException>(files.PutInPlace);

        Assert.Equal(("events", "new"), (File.ReadAllText(folder["events.db"]), File.ReadAllText(folder["events.db.new"])));
    }

    [Fact]
    public async Task UsersLock_IsMadeByTheAgent_AndLockedWithoutWriting()
    {
        await using var it = new StoreFixture();
        Assert.True(File.Exists(Path.Combine(it.Directory, "events.users")));
        using var disk = new SmallDisk(1 << 20);
        var path = Path.Combine(disk.Path, "users");
        File.WriteAllBytes(path, []);
        disk.MakeReadOnly(true);

        using var alone = FolderLock.TryAlone(path);

        Assert.NotNull(alone);
        Assert.Null(FolderLock.TryShared(path));
    }

    [Fact]
    public async Task Disk_ReadOnlyAtFirst_IsUsedOnceItCanBeWritten()
    {
        using var disk = new SmallDisk(16 << 20);
        disk.MakeReadOnly(true);
        await using var it = new StoreFixture(null, Path.Combine(disk.Path, "store"));
        Assert.Equal(StoreState.Degraded, it.Store.Health.State);
        it.Store.Accept(Sample.Event(1));

        disk.MakeReadOnly(false);
        await EventStoreTests.AwaitTime(it, () => it.Store.Health.State is StoreState.Working);
        await it.Flush();

        Assert.Single(it.TakeAll(Lane.Fifo));
        Assert.Throws<EventStoreException>(() => EventStore.Open(it.Options, it.Time, new Lines()));
    }

    [Fact]
    public async Task Disk_ReadOnlyAtARestart_KeepsWhatWasAccepted()
    {
        using var disk = new SmallDisk(16 << 20);
        await using var it = new StoreFixture(null, Path.Combine(disk.Path, "store"));
        it.Store.Accept(Sample.Event(1));
        await it.Flush();
        await it.Reopen(options =>
        {
            disk.MakeReadOnly(true);
            return options;
        });
        Assert.Equal(StoreState.Degraded, it.Store.Health.State);
        it.Store.Accept(Sample.Event(2));

        disk.MakeReadOnly(false);
        await EventStoreTests.AwaitTime(it, () => it.Store.Health.State is StoreState.Working);
        await it.Flush();

        // The second start closed the event of the first.
        Assert.Equal([(1, 0), (1, 1), (2, 0)], it.TakeAll(Lane.Fifo).Select(m => (int.Parse(m.Id, System.Globalization.NumberStyles.HexNumber), m.Revision)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DiskFull_ReserveAndOldMessagesMakeRoom_AndItRecovers(bool confirmed)
    {
        using var disk = new SmallDisk(6 << 20);
        await using var it = new StoreFixture(o => o with { ReserveBytes = 1 << 20 }, Path.Combine(disk.Path, "store"));
        var subscriber = new Subscriber();
        Assert.True(it.Store.Health.ReserveIntact);
        var store = it.Store.StoreId;
        var degraded = false;
        for (var i = 0; i < 12_000; i++)
        {
            it.Store.Accept(Sample.Event(i / 3, i % 3, (EventState)(i % 3)));
            if (i % 200 != 199) continue;
            await it.Flush();
            degraded |= it.Store.Health.State is StoreState.Degraded;
            if (confirmed) Deliver(it, subscriber);
        }

        Assert.True(degraded, "the disk was never full");
        Assert.Equal(StoreState.Degraded, it.Store.Health.State);
        Assert.Contains("disk is full", it.Store.Health.Problem, StringComparison.Ordinal);
        Assert.False(it.Store.Health.ReserveIntact);
        Assert.Equal((0L, 0L), (it.Store.Health.Refused, it.Store.Health.Waiting));
        // It goes on over a crash, with the disk still full.
        await it.Crash(CopyElsewhere(it));
        it.Store.Accept(Sample.Event(99_999, 0, EventState.Close));
        await it.Flush();

        disk.Resize(64 << 20);
        await EventStoreTests.AwaitTime(it, () => it.Store.Health is { State: StoreState.Working, ReserveIntact: true });
        for (var round = 0; it.Outbox.Pending > 0 && round < 20; round++)
        {
            Deliver(it, subscriber);
            await it.Flush();
        }

        Assert.Equal(store, it.Store.StoreId);
        Assert.Empty(subscriber.Missing(store, it.Store.Health.LastSequence));
        Assert.Contains(subscriber.Received.Values, bytes => bytes.AsSpan().IndexOf("00001869f\""u8) > 0);
        if (confirmed) Assert.Empty(subscriber.Declared);
        else Assert.NotEmpty(subscriber.Declared);
    }

    private static string CopyElsewhere(StoreFixture it)
    {
        var left = Path.Combine(Path.GetTempPath(), "edge-agent-test-" + Guid.NewGuid().ToString("N"));
        StoreFixture.CopyFiles(it.Directory, left);
        return left;
    }

    private static void Deliver(StoreFixture it, Subscriber subscriber)
    {
        it.Outbox.Rewind();
        foreach (var message in it.TakeAll())
        {
            subscriber.Receive(message);
            it.Outbox.Settle(message, Settlement.Acknowledged);
        }
    }

    private sealed class Lines : List<string>, ILogger<EventStore>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (this) Add(formatter(state, exception));
        }
    }
}
