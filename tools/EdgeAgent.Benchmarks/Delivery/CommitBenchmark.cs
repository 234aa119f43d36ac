using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Interop.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Benchmarks.Delivery;

/// <summary>Events accepted until they are on disk, in batches, beside the same rows through SQLite from C, and beside the fastest that the disk can do with as many bytes.</summary>
internal sealed class CommitBenchmark : IBenchmark
{
    // Batch sizes, and how many events take about a second.
    private static readonly (int Batch, int PerSecond)[] Batches = [(1, 2500), (10, 10_000), (100, 25_000), (1000, 30_000)];

    /// <inheritdoc/>
    public string Name => "commit";

    /// <inheritdoc/>
    public string Title => "events accepted until they are on disk (WAL, synchronous=FULL), beside the same rows, tables and batches in SQLite from C, and append + fdatasync";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        var events = EventMaker.Make(Batches.Max(each => options.Units(each.PerSecond, each.Batch)));
        var source = Path.Combine(scratch, "source");
        var bytes = await WriteSourceAsync(events, source).ConfigureAwait(false);
        using var peer = await PeerProcess.StartAsync(options.Peer("sqlite-commit"), "--source", Path.Combine(source, "events.db"), "--folder", scratch).ConfigureAwait(false);
        results.Used($"SQLite {SqliteLibrary.Version}");
        if (peer.Ready[1] != SqliteLibrary.Version) throw new BenchmarkException($"the C program has SQLite {peer.Ready[1]}, the agent {SqliteLibrary.Version}");
        await WarmUp.RunAsync(i => CommitAsync(i % 2 > 0 ? events.AsMemory(0, events.Length / 10) : events, 10, i % 2 > 0, Path.Combine(scratch, "store"))).ConfigureAwait(false);
        foreach (var (batch, perSecond) in Batches)
        {
            var count = options.Units(perSecond, batch);
            var counted = 0L;
            var agent = new Leg("agent", async () =>
            {
                var (cost, own) = await CommitAsync(events.AsMemory(0, count), batch, oneByOne: false, Path.Combine(scratch, "store")).ConfigureAwait(false);
                counted = own;
                return cost;
            });
            var c = new Leg("SQLite in C", () => peer.MeasureAsync($"run store {count} {batch}"));
            var control = new Leg("SQLite in C again", c.RunAsync);
            var maker = new Leg("SQLite in C that makes the documents", () => peer.MeasureAsync($"run make {count} {batch}"));
            var append = new Leg("append + fdatasync", () => peer.MeasureAsync($"run append {count} {batch}"));
            var alone = new Leg("agent", async () => (await CommitAsync(events.AsMemory(0, count), batch, oneByOne: true, Path.Combine(scratch, "store")).ConfigureAwait(false)).Cost);
            if (batch == 1) await alone.RunAsync().ConfigureAwait(false);
            foreach (var leg in new[] { agent, append, maker, c }) await leg.RunAsync().ConfigureAwait(false);
            Same(Path.Combine(scratch, "store", "events.db"), Path.Combine(scratch, "peer.db"));
            var rounds = await Rounds.RunAsync(options.Pairs, agent, c, maker, append, control).ConfigureAwait(false);
            results.Add(Comparison.Of($"batch {batch}", "events", rounds, agent, c, Measure.Rate, 0.9, control));
            results.Add(Comparison.Of($"batch {batch}", "events", rounds, agent, maker, Measure.Rate, null));
            results.Add(Comparison.Of($"batch {batch}", "events", rounds, agent, append, Measure.Rate, null));
            results.Add(new Figure($"batch {batch}: bytes to the disk an event by the store's own count, log and database; its document has {bytes / events.Length}", (double)counted / count, "B"));
            if (batch > 1) continue;
            rounds = await Rounds.RunAsync(Math.Min(options.Pairs, 7), alone, c).ConfigureAwait(false);
            results.Add(Comparison.Of("batch 1, each accepted when the one before is on disk", "events", rounds, alone, c, Measure.Rate, null));
        }
    }

    // All events come as fast as the store takes them, and are committed so many at a time; or, one by one, each is accepted when the one before is on disk.
    internal static async Task<(LegCost Cost, long Counted)> CommitAsync(ReadOnlyMemory<DetectionEvent> events, int batch, bool oneByOne, string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        var store = Open(folder, batch, events.Length);
        await using var closing = store.ConfigureAwait(false);
        await store.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        // As a pipeline does it, on a thread of its own that waits.
        return await Task.Factory.StartNew(Commit, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);

        (LegCost, long) Commit()
        {
            var before = store.Health;
            var all = events.Span;
            var meter = Meter.Start();
            foreach (var detection in all)
            {
                store.Accept(detection);
                if (oneByOne) Wait(store.FlushAsync(CancellationToken.None));
            }

            Wait(store.FlushAsync(CancellationToken.None));
            var cost = meter.Stop(all.Length);
            var after = store.Health;
            if (after.Accepted != all.Length) throw new BenchmarkException($"the store took {after.Accepted} of {all.Length} events");
            var commits = oneByOne ? all.Length : (all.Length + batch - 1) / batch;
            if (after.Commits - before.Commits != commits) throw new BenchmarkException($"the store made {after.Commits - before.Commits} commits of {all.Length} events, not {commits}; figures of different work are not compared");
            return (cost, after.BytesWritten - before.BytesWritten);
        }
    }

    // As a thread that has something better to do: Task.Wait would spin, and take a core from what is measured.
    private static void Wait(Task task) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne();

    private static EventStore Open(string folder, int batch, int queue) => EventStore.Open(
        new EventStoreOptions { Directory = folder, Device = EventMaker.Device, CommitRecords = batch, MostRecords = batch, CommitInterval = TimeSpan.FromSeconds(10), QueueCapacity = queue },
        TimeProvider.System, NullLogger<EventStore>.Instance);

    // The rows that the peer writes are those that the agent writes.
    private static async Task<long> WriteSourceAsync(DetectionEvent[] events, string folder)
    {
        var store = Open(folder, 1000, 10_000);
        await using (store.ConfigureAwait(false))
        {
            foreach (var part in events.Chunk(10_000))
            {
                foreach (var detection in part) store.Accept(detection);
                await store.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        return Content(Path.Combine(folder, "events.db")).Bytes;
    }

    private static void Same(string agent, string peer)
    {
        var (ours, theirs) = (Content(agent), Content(peer));
        if (ours != theirs) throw new BenchmarkException($"the agent wrote {ours}, the C program {theirs}; figures of different work are not compared");
    }

    private static (long Rows, long Bytes, long Open) Content(string path)
    {
        using var connection = SqliteConnection.Open(path, SqliteOpenMode.ReadOnly);
        using var row = connection.Prepare("SELECT count(*), sum(length(payload)), (SELECT count(*) FROM open_events) FROM (SELECT payload FROM events UNION ALL SELECT payload FROM updates UNION ALL SELECT payload FROM gaps)");
        row.Step();
        return (row.Int64(0), row.Int64(1), row.Int64(2));
    }
}
