using System.Buffers.Binary;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Store;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Damaged databases: set aside, salvaged, declared, never fatal, and nothing is lost undeclared.</summary>
public sealed class DamageTests(ITestOutputHelper output)
{
    private static readonly int Trials = int.TryParse(Environment.GetEnvironmentVariable("EDGEAGENT_TEST_RUNS"), System.Globalization.CultureInfo.InvariantCulture, out var runs) ? runs : 60;

    [Fact]
    public async Task BitFlips_AtRandomPlaces_LoseNothingUndeclared()
    {
        var text = Environment.GetEnvironmentVariable("EDGEAGENT_TEST_SEED");
        var seed = text is null ? Random.Shared.Next() : int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var (salvaged, declared, resent) = (0, 0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var random = new Random(seed + trial);
            try
            {
                await using var it = new DamagedStore(random);
                await it.Fill();
                var file = trial % 2 == 0 ? "events.db" : "events.db-wal";
                await it.Damage(directory => Flip(Path.Combine(directory, file), random));
                await it.Check();
                salvaged += it.WasSetAside ? 1 : 0;
                declared += it.Declared;
                resent += it.Resent;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"EDGEAGENT_TEST_SEED={seed}, trial {trial}: {e.Message}", e);
            }
        }

        output.WriteLine($"{Trials} trials, seed {seed}: {salvaged} databases set aside, {declared} messages declared, {resent} came again");
        Assert.True(salvaged > 0, "no trial damaged anything that matters");
    }

    [Theory]
    [InlineData("zeroed header")]
    [InlineData("truncated")]
    [InlineData("emptied")]
    [InlineData("text")]
    [InlineData("missing")]
    [InlineData("old copy")]
    [InlineData("log gone")]
    public async Task Database_Ruined_IsSetAsideAndDeclared(string how)
    {
        await using var it = new DamagedStore(new Random(7));
        await it.Fill();
        await it.Damage(directory => Ruin(directory, how));

        Assert.NotEqual(it.OldStore, it.Now.StoreId);
        var first = Read.Gap(it.Fixture.TakeAll(Lane.Gap)[0]);
        Assert.Equal(("salvaged-store", 1L), (first.Cause, first.Sequence));
        var range = Assert.Single(first.Lost!.Sequences!);
        Assert.Equal((it.OldStore, (long?)null), (range.Store, range.Last));
        Assert.Equal(StoreState.Working, it.Now.Health.State);
        if (how is not ("missing" or "emptied"))
            Assert.Contains(Directory.GetFiles(it.Fixture.Directory), file => Path.GetFileName(file) == $"events.db.damaged-{it.OldStore[..8]}");
        it.Fixture.Outbox.Rewind();
        await it.Check();
    }

    [Fact]
    public async Task Damage_WhileRunning_IsSetAsideInTheSameRun()
    {
        await using var it = new DamagedStore(new Random(3));
        await it.Fill();
        await it.Fixture.Reopen();
        // Everything behind the first pages, under the open connections.
        using (var file = File.OpenHandle(Path.Combine(it.Fixture.Directory, "events.db"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            RandomAccess.Write(file, new byte[RandomAccess.GetLength(file) - 16384], 16384);

        await it.Check();

        Assert.True(it.WasSetAside);
        Assert.Equal(1, it.Now.Health.Salvages);
    }

    [Fact]
    public async Task NewerSchema_IsKeptAndNotWritten()
    {
        await using var it = new DamagedStore(new Random(5));
        await it.Fill();
        byte[] before = [];
        await it.Damage(directory =>
        {
            Database.Execute(directory, "PRAGMA user_version = 9; PRAGMA wal_checkpoint(TRUNCATE)");
            before = File.ReadAllBytes(Path.Combine(directory, "events.db"));
        });

        Assert.NotEqual(it.OldStore, it.Now.StoreId);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(it.Fixture.Directory, $"events.db.newer-{it.OldStore[..8]}")));
        await it.Check();
    }

    [Fact]
    public async Task Damage_AgainAndAgain_KeepsThreeDatabases()
    {
        await using var it = new DamagedStore(new Random(5));
        for (var i = 0; i < 6; i++) await it.Damage(directory => Ruin(directory, "zeroed header"));

        Assert.Equal(3, Directory.GetFiles(it.Fixture.Directory, "events.db.damaged-*").Count(file => !file.EndsWith("-wal", StringComparison.Ordinal)));
        Assert.Equal(StoreState.Working, it.Now.Health.State);
    }

    [Fact]
    public async Task OpenEvents_InASalvagedStore_AreClosedAtTheNextStart()
    {
        await using var it = new StoreFixture();
        it.Store.Accept(Sample.Event(1));
        await it.Flush();
        await it.Reopen(options =>
        {
            Database.Execute(options.Directory, "DELETE FROM head");
            return options;
        });

        var messages = it.TakeAll();

        Assert.Equal([(MessageKind.Gap, 0), (MessageKind.Close, 1), (MessageKind.Open, 0)], messages.Where(m => m.Sequence != 1 || m.Kind is not MessageKind.Gap || m.Lane is Lane.Gap).Select(m => (m.Kind, m.Revision)));
        Assert.Equal("interrupted", Read.Event(messages.Single(m => m.Kind is MessageKind.Close)).Reason);
    }

    [Fact]
    public async Task OpenEvents_WhoseLastRevisionsAreLost_AreClosedUnderANumberThatNoneOfThemHad()
    {
        await using var it = new StoreFixture();
        it.Store.Accept(Sample.Event(1));
        await it.Flush();
        using (var other = Database.Open(it.Directory)) other.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        for (var revision = 1; revision <= 3; revision++) it.Store.Accept(Sample.Event(1, revision, EventState.Update));
        await it.Flush();
        var left = it.Directory + ".left";
        StoreFixture.CopyFiles(it.Directory, left);
        // The revisions were delivered, then the log is lost.
        File.Delete(Path.Combine(left, "events.db-wal"));
        await it.Crash(left);
        await it.Reopen();

        var close = Read.Event(it.TakeAll().Single(m => m.Kind is MessageKind.Close));

        Assert.Equal("interrupted", close.Reason);
        Assert.True(close.Revision > 3, $"revision {close.Revision} was another one's");
    }

    [Fact]
    public async Task Aside_RowThatFailsItsCheck_DeclaresNoNumberThatItMayHaveMadeUp()
    {
        await using var it = new StoreFixture();
        it.Store.Accept(Sample.Event(1, 0, EventState.Close));
        await it.Flush();
        it.Outbox.Settle(it.TakeAll(Lane.Fifo).Single(), Settlement.Refused, "No.");
        await it.Flush();
        await it.Reopen(options =>
        {
            Database.Execute(options.Directory, "UPDATE aside SET state = 1, sequence = 0");
            return options;
        });

        List<GapRecord> records = [];
        await EventStoreTests.Until(() =>
        {
            Assert.Empty(it.TakeAll(Lane.Aside));
            records.AddRange(Read.Gaps(it.TakeAll(Lane.Gap)));
            return records.Any(gap => gap.Cause == "store-corruption");
        });

        Assert.All(records.SelectMany(gap => gap.Lost?.Sequences ?? []), range => Assert.True(range.First >= 1, range.ToString()));
        Assert.Contains(records, gap => gap.Cause == "refused" && gap.Lost!.Sequences!.Any(range => range.First == 2));
    }

    [Fact]
    public async Task GapRow_WithANumberThatNoMessageHas_IsNotDeclaredUnderIt()
    {
        await using var it = new StoreFixture();
        for (var i = 0; i < 5; i++)
        {
            it.Store.Accept(Sample.Gap(i));
            await it.Flush();
        }

        var store = it.Store.StoreId;
        await it.Reopen(options =>
        {
            SetLastRowId(options.Directory, MessageTables.Gaps, 0);
            return options;
        });
        var subscriber = new Subscriber();
        await EventStoreTests.AwaitTime(it, () =>
        {
            foreach (var message in it.TakeAll())
            {
                subscriber.Receive(message);
                it.Outbox.Settle(message, Settlement.Acknowledged);
            }

            return it.Outbox.Pending == 0 && subscriber.Missing(store, 6).Count == 0;
        });

        Assert.DoesNotContain((store, 6L), subscriber.Received.Keys);
    }

    [Fact]
    public async Task ConfirmedMessages_InASalvagedStore_AreNotSentAgain()
    {
        await using var it = new DamagedStore(new Random(11));
        await it.Fill();
        await it.Damage(directory => Database.Execute(directory, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'notes'"));
        await it.Check();

        Assert.True(it.WasSetAside);
        Assert.Equal(0, it.Resent);
    }

    [Fact]
    public async Task Row_ThatFailsItsCheck_IsDeclaredExactly()
    {
        await using var it = new StoreFixture();
        for (var i = 0; i < 10; i++) it.Store.Accept(Sample.Event(i, 0, EventState.Close));
        await it.Flush();
        var store = it.Store.StoreId;
        await it.Reopen(options =>
        {
            Database.Execute(options.Directory, "UPDATE events SET payload = replace(payload, 'humpback', 'humpbacc') WHERE sequence = 4; DELETE FROM events WHERE sequence IN (7, 8)");
            return options;
        });

        Assert.Equal([2L, 3L, 5L, 6L, 9L, 10L, 11L], it.TakeAll(Lane.Fifo).Select(m => m.Sequence));
        // Found in one step or several, each with a record that replaces or follows the one before.
        var subscriber = new Subscriber();
        await EventStoreTests.Until(() =>
        {
            foreach (var gap in it.TakeAll(Lane.Gap)) subscriber.Receive(gap);
            return subscriber.IsDeclared(store, 4) && subscriber.IsDeclared(store, 7) && subscriber.IsDeclared(store, 8);
        });
        Assert.Equal([4L, 7L, 8L], Enumerable.Range(1, 11).Select(n => (long)n).Where(n => subscriber.IsDeclared(store, n)));
        Assert.Equal(store, it.Store.StoreId);
    }

    private static void Flip(string path, Random random)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        for (var flips = random.Next(1, 12); flips > 0; flips--)
        {
            file.Position = random.NextInt64(file.Length);
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1 << random.Next(8)));
        }
    }

    private static void Ruin(string directory, string how)
    {
        var path = Path.Combine(directory, "events.db");
        switch (how)
        {
            case "zeroed header":
                // The log holds a copy of the first page, and would mend it.
                Database.Execute(directory, "PRAGMA wal_checkpoint(TRUNCATE)");
                using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write)) RandomAccess.Write(file, new byte[4096], 0);
                break;
            case "truncated":
                using (var file = new FileStream(path, FileMode.Open)) file.SetLength(file.Length / 2 / 4096 * 4096);
                File.Delete(path + "-wal");
                break;
            case "emptied": File.WriteAllBytes(path, []); break;
            case "text": File.WriteAllText(path, string.Concat(Enumerable.Repeat("These are notes of a diver.\n", 2000))); break;
            case "missing": StoreFiles.Delete(path); break;
            case "old copy": Database.Execute(directory, "DELETE FROM events WHERE sequence > 20; UPDATE head SET last = 20, commits = 5"); break;
            case "log gone": File.Delete(path + "-wal"); break;
            default: throw new ArgumentException(how);
        }
    }

    // Writes another number into the last row of a table that fits on one page: no SQL can make a row that lies where its number does not belong.
    private static void SetLastRowId(string directory, string table, byte number)
    {
        long root, pageSize;
        using (var connection = Database.Open(directory))
        {
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            using var rows = connection.Prepare($"SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = '{table}'");
            Assert.True(rows.Step());
            (root, pageSize) = (rows.Int64(0), rows.Int64(1));
        }

        using var file = File.OpenHandle(Path.Combine(directory, "events.db"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var page = new byte[pageSize];
        RandomAccess.Read(file, page, (root - 1) * pageSize);
        Assert.Equal(0x0D, page[0]);
        // The page's header says how many cells there are; each begins with two varints: its length and its number.
        var cells = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(3));
        int at = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(8 + 2 * (cells - 1)));
        while (page[at++] >= 0x80) { }
        Assert.InRange(page[at], 1, 0x7F);
        page[at] = number;
        RandomAccess.Write(file, page, (root - 1) * pageSize);
    }
}
