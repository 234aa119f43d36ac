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
        await WarmUp.RunAsync(i => CommitAsync(events, 10, i % 2, Path.Combine(scratch, "store"))).ConfigureAwait(false);
        foreach (var (batch, perSecond) in Batches)
        {
            var count = options.Units(perSecond, batch);
            var counted = 0L;
            var agent = new Leg("agent", async () =>
            {
                var (cost, own) = await CommitAsync(events.AsMemory(0, count), batch, ahead: 1, Path.Combine(scratch, "store")).ConfigureAwait(false);
                counted = own;
                return cost;
            });
            var c = new Leg("SQLite in C", () => peer.MeasureAsync($"run store {count} {batch}"));
            var control = new Leg("SQLite in C again", c.RunAsync);
            var maker = new Leg("SQLite in C that makes the documents", () => peer.MeasureAsync($"run make {count} {batch}"));
            var append = new Leg("append + fdatasync", () => peer.MeasureAsync($"run append {count} {batch}"));
            var alone = new Leg("agent", async () => (await CommitAsync(events.AsMemory(0, count), batch, ahead: 0, Path.Combine(scratch, "store")).ConfigureAwait(false)).Cost);
            foreach (var leg in new[] { agent, alone, append, maker, c }) await leg.RunAsync().ConfigureAwait(false);
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

    // One batch waits while the one before it is committed, as events come that wait for nothing; with none ahead, each waits until the one before is on disk.
    private static async Task<(LegCost Cost, long Counted)> CommitAsync(ReadOnlyMemory<DetectionEvent> events, int batch, int ahead, string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        var store = Open(folder, batch);
        await using var closing = store.ConfigureAwait(false);
        await store.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        // As a pipeline does it, on a thread of its own that waits.
        return await Task.Factory.StartNew(Commit, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);

        (LegCost, long) Commit()
        {
            var counted = store.Health.BytesWritten;
            var all = events.Span;
            var durable = new Queue<Task>();
            var meter = Meter.Start();
            for (var at = 0; at < all.Length;)
            {
                for (var end = Math.Min(at + batch, all.Length); at < end; at++) store.Accept(all[at]);
                durable.Enqueue(store.FlushAsync(CancellationToken.None));
                if (durable.Count > ahead) Wait(durable.Dequeue());
                // Until the writer has taken the next batch, or two would become one.
                while (ahead > 0 && store.Waiting > 0) Thread.SpinWait(20);
            }

            foreach (var task in durable) Wait(task);
            var cost = meter.Stop(all.Length);
            if (store.Health.Accepted != all.Length) throw new BenchmarkException($"the store took {store.Health.Accepted} of {all.Length} events");
            var perCommit = all.Length / (double)(store.Health.Commits - 1);
            if (perCommit > batch * 1.05) throw new BenchmarkException($"the store committed {perCommit:F1} events at once, not {batch}");
            return (cost, store.Health.BytesWritten - counted);
        }
    }

    // As a thread that has something better to do: Task.Wait would spin, and take a core from what is measured.
    private static void Wait(Task task) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne();

    private static EventStore Open(string folder, int batch) => EventStore.Open(
        new EventStoreOptions { Directory = folder, Device = EventMaker.Device, CommitRecords = batch, CommitInterval = TimeSpan.FromSeconds(10), QueueCapacity = Math.Max(20_000, batch) },
        TimeProvider.System, NullLogger<EventStore>.Instance);

    // The rows that the peer writes are those that the agent writes.
    private static async Task<long> WriteSourceAsync(DetectionEvent[] events, string folder)
    {
        var store = Open(folder, 1000);
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
