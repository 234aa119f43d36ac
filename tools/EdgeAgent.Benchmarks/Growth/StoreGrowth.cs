using System.Globalization;
using EdgeAgent.Benchmarks.Delivery;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Delivery.Store;
using EdgeAgent.Interop.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Benchmarks.Growth;

/// <summary>One store that gets ten times as many messages again and again: what another one costs, what a question costs, what it takes of memory.</summary>
internal static class StoreGrowth
{
    private const int First = 1000;
    private const int Group = 5000;
    private const int Asked = 15;
    private const double Milliseconds = 50;

    // A question that takes long is not asked so often.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Measures.</summary>
    public static async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        var folder = Path.Combine(scratch, "store");
        results.Used($"SQLite {SqliteLibrary.Version}");
        var store = EventStore.Open(
            new EventStoreOptions { Directory = folder, Device = EventMaker.Device, BudgetBytes = 1L << 40, CommitRecords = 1000, QueueCapacity = 2 * Group }, TimeProvider.System, NullLogger<EventStore>.Instance);
        await using var closing = store.ConfigureAwait(false);
        var maker = new EventMaker();
        var last = DateTimeOffset.MinValue;
        var made = 0;
        var (memory, cost) = (0.0, 0.0);
        for (var rows = First; rows <= options.Rows; rows *= 10)
        {
            var meter = Meter.Start();
            var before = made;
            while (made < rows)
            {
                for (var end = Math.Min(made + Group, rows); made < end; made++)
                {
                    var detection = maker.Next();
                    last = detection.Offset!.Value;
                    store.Accept(detection);
                }

                await store.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }

            var each = meter.Stop(made - before).CpuMicroseconds;
            if (store.Health.Accepted != made) throw new BenchmarkException($"the store took {store.Health.Accepted} of {made} events");
            var text = rows.ToString("N0", CultureInfo.InvariantCulture);
            var resident = Resident.Settled() / 1e6;
            results.Add(new Figure($"store that grows to {text} messages: processor time of one more", each, "µs"));
            var slowest = Ask(folder, text, last, results);
            results.Add(Figure.AtMost($"slowest question to {text} messages, median of up to {Asked}", slowest, "ms", Milliseconds));
            results.Add(new Figure($"resident memory with {text} messages", resident, "MB"));
            if (rows == First * 10) (memory, cost) = (resident, each);
            if (rows <= First * 10 || rows * 10L <= options.Rows) continue;
            results.Add(Figure.AtMost($"one more message at {text} over one more at 10,000, processor time", each / cost, "", 1.25));
            results.Add(Figure.AtMost($"memory with {text} messages beyond that with 10,000", resident - memory, "MB", 30));
        }
    }

    // What people and the control plane ask: the newest, a stretch of time, one label or pipeline, only strong ones, what closed, a page from the middle, the overview.
    private static double Ask(string folder, string rows, DateTimeOffset last, ResultList results)
    {
        using var history = EventHistory.Open(folder);
        var middle = history.Overview().LastSequence / 2;
        (string Name, EventQuery Query)[] questions =
        [
            ("the first 100", new EventQuery()),
            ("100 from the middle", new EventQuery { After = middle }),
            ("the last hour", new EventQuery { From = last.AddHours(-1) }),
            ("a label of the last hour", new EventQuery { From = last.AddHours(-1), Label = "orca" }),
            ("a pipeline, closed events only", new EventQuery { Pipeline = "deep", LatestRevisionOnly = true, After = middle }),
            ("strong ones from the middle", new EventQuery { MinimumPeak = 0.99, After = middle }),
            ("a label that there is not, of the last hour", new EventQuery { From = last.AddHours(-1), Label = "none" }),
            ("a label that there is not", new EventQuery { Label = "none" }),
        ];
        var slowest = 0.0;
        foreach (var (name, query) in questions) slowest = Math.Max(slowest, Time(name, () => history.Read(query)));
        slowest = Math.Max(slowest, Time("the overview", () => history.Overview()));
        return slowest;

        double Time(string name, Action ask)
        {
            var took = new List<double>();
            var since = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < Asked && (i == 0 || TimeProvider.System.GetElapsedTime(since) < Patience); i++)
            {
                var began = TimeProvider.System.GetTimestamp();
                ask();
                took.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            }

            results.Add(new Figure($"{rows} messages: {name}", Statistics.Median(took), "ms"));
            return Statistics.Median(took);
        }
    }
}
