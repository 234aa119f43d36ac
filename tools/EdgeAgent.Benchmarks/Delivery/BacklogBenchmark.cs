using System.Globalization;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Benchmarks.Delivery;

/// <summary>Days of events while the broker is away, and what the box goes through when it comes back.</summary>
internal sealed class BacklogBenchmark : IBenchmark
{
    private const int Backlog = 200_000;
    private const int Warm = 5000;

    /// <inheritdoc/>
    public string Name => "backlog";

    /// <inheritdoc/>
    public string Title => "200,000 events accepted while the broker is away, then drained: memory, rate, and how long fresh events wait (live-first)";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        results.Used(MosquittoLibrary.Version);
        foreach (var order in new[] { DeliveryOrder.Fifo, DeliveryOrder.LiveFirst })
        {
            using var broker = new Broker(Directory.CreateDirectory(Path.Combine(scratch, order.ToString())).FullName);
            await RunAsync(order, options, Path.Combine(scratch, order.ToString(), "store"), broker, results).ConfigureAwait(false);
        }
    }

    private static async Task RunAsync(DeliveryOrder order, BenchmarkOptions options, string folder, Broker broker, ResultList results)
    {
        var name = order is DeliveryOrder.Fifo ? "fifo" : "live-first";
        var backlog = options.Units((int)(Backlog / 0.7));
        await broker.StartAsync().ConfigureAwait(false);
        using var agent = await PeerProcess.StartAsync(Environment.ProcessPath!, [.. Self(), BacklogWorker.Verb, folder, broker.PortText, order.ToString()]).ConfigureAwait(false);
        // Idle is an agent that has been at work and has nothing to do.
        var warm = PeerProcess.Number((await agent.AskAsync(Accept(Warm)).ConfigureAwait(false))[0]);
        await agent.AskAsync("drained").ConfigureAwait(false);
        broker.Stop();
        var idle = (await MemoryAsync(agent).ConfigureAwait(false)).Now;
        await agent.AskAsync(Accept(backlog)).ConfigureAwait(false);
        var away = (await MemoryAsync(agent).ConfigureAwait(false)).Peak;
        await broker.StartAsync().ConfigureAwait(false);
        using var subscriber = await PeerProcess.StartAsync(options.Peer("mqtt-count"), "--host", "127.0.0.1", "--port", broker.PortText, "--fresh", $"/{BacklogWorker.FreshPipeline}/").ConfigureAwait(false);
        var drained = await agent.AskAsync(order is DeliveryOrder.LiveFirst ? "fresh" : "drained").ConfigureAwait(false);
        var back = (await MemoryAsync(agent).ConfigureAwait(false)).Peak;
        var (waited, seconds, fresh, last, lost) = (PeerProcess.Number(drained[0]), PeerProcess.Number(drained[1]) / 1e6, PeerProcess.Number(drained[2]), PeerProcess.Number(drained[3]), PeerProcess.Number(drained[4]));
        results.Add(new Figure($"{name}: resident memory when idle", idle / 1024.0, "MiB"));
        results.Add(Figure.AtMost($"{name}: peak above idle while {backlog} events are accepted and the broker is away", (away - idle) * 1024 / 1e6, "MB", 30));
        results.Add(Figure.AtMost($"{name}: peak above idle while they are drained", (back - idle) * 1024 / 1e6, "MB", 30));
        results.Add(new Figure($"{name}: drain of {waited} messages that waited, {fresh} fresh ones among them", (waited + fresh) / seconds, "messages/s"));
        await ProveAsync(name, subscriber, warm, last, lost, results).ConfigureAwait(false);
        if (order is DeliveryOrder.Fifo) return;
        var waits = await subscriber.AskAsync("waits").ConfigureAwait(false);
        results.Add(new Figure($"{name}: fresh events heard by the subscriber during the drain", PeerProcess.Number(waits[0]), "events", $"= {fresh}", PeerProcess.Number(waits[0]) == fresh));
        results.Add(new Figure($"{name}: wait of a fresh event from accepted to the subscriber, median", PeerProcess.Number(waits[1]) / 1e6, "s"));
        results.Add(Figure.AtMost($"{name}: longest wait of a fresh event", PeerProcess.Number(waits[3]) / 1e6, "s", 2));
    }

    // What was confirmed before the broker left is not the subscriber's to hear: it counts from the backlog on.
    private static async Task ProveAsync(string name, PeerProcess subscriber, long before, long last, long lost, ResultList results)
    {
        IReadOnlyList<string> counted = [];
        for (var looks = 0; looks < 100; looks++)
        {
            counted = await subscriber.AskAsync(string.Create(CultureInfo.InvariantCulture, $"count {last}")).ConfigureAwait(false);
            if (PeerProcess.Number(counted[1]) <= before) break;
            // The broker may still be handing on what it has confirmed.
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System).ConfigureAwait(false);
        }

        var missing = PeerProcess.Number(counted[1]) - before;
        results.Add(new Figure($"{name}: messages that an independent subscriber lacks of {last - before} ({counted[2]} came twice, {lost} were given up)", missing, "messages", "= 0", missing == 0 && lost == 0));
    }

    private static async Task<(long Now, long Peak)> MemoryAsync(PeerProcess agent)
    {
        var words = await agent.AskAsync("rss").ConfigureAwait(false);
        return (PeerProcess.Number(words[0]), PeerProcess.Number(words[1]));
    }

    private static string Accept(int count) => string.Create(CultureInfo.InvariantCulture, $"accept {count}");

    // This program: by its own name, or as the runtime's argument.
    private static IEnumerable<string> Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "edge-bench.dll")] : [];
}
