using System.Globalization;
using EdgeAgent.Benchmarks.Measuring;
using EdgeAgent.Benchmarks.Reporting;
using EdgeAgent.Core.Events;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Benchmarks.Delivery;

/// <summary>Events from the moment they are accepted to the broker's confirmation, beside what C and Python programs reach that only publish.</summary>
internal sealed class PublishBenchmark : IBenchmark
{
    // Windows, and how many messages take about a second here and over the link.
    private static readonly (int Window, int PerSecond)[] Windows = [(1, 6000), (20, 15_000), (100, 20_000)];

    private static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(50);

    private const double LinkSeconds = 2;
    private const int MostEvents = 19_000;

    /// <inheritdoc/>
    public string Name => "publish";

    /// <inheritdoc/>
    public string Title => "events from accepted to confirmed (QoS 1, MQTT 5), durable commit included, beside libmosquitto in C and python3-paho, which only publish the same packets";

    /// <inheritdoc/>
    public async Task RunAsync(BenchmarkOptions options, string scratch, ResultList results)
    {
        using var broker = new Broker(scratch);
        await broker.StartAsync().ConfigureAwait(false);
        var events = EventMaker.Make(MostEvents);
        var messages = Path.Combine(scratch, "messages");
        var bytes = await MessageFile.WriteAsync(messages, events, Path.Combine(scratch, "source")).ConfigureAwait(false);
        results.Used($"{MosquittoLibrary.Version}, documents of {bytes / events.Length} B");
        await OnThisMachineAsync(options, scratch, results, broker, events, messages).ConfigureAwait(false);
        await OverTheLinkAsync(options, scratch, results, broker, events, messages).ConfigureAwait(false);
    }

    private static async Task OnThisMachineAsync(BenchmarkOptions options, string scratch, ResultList results, Broker broker, DetectionEvent[] events, string messages)
    {
        using var c = await StartAsync(options, broker.PortText, messages).ConfigureAwait(false);
        using var python = await PeerProcess.StartAsync(options.Python, Path.Combine(options.Sources, "paho_publish.py"), "--host", "127.0.0.1", "--port", broker.PortText, "--messages", messages).ConfigureAwait(false);
        results.Used($"paho {python.Ready[1]}");
        await WarmUp.RunAsync(i => PublishAsync(events, Windows[i % Windows.Length].Window, broker.Port, scratch)).ConfigureAwait(false);
        foreach (var (window, perSecond) in Windows)
        {
            var count = Math.Min(MostEvents, options.Units(perSecond));
            var agent = new Leg("agent", () => PublishAsync(events.AsMemory(0, count), window, broker.Port, scratch));
            var native = new Leg("libmosquitto in C", () => c.MeasureAsync(Run(count, window)));
            var control = new Leg("libmosquitto in C again", native.RunAsync);
            // Slower, so that fewer do.
            var paho = new Leg("python3-paho", () => python.MeasureAsync(Run(Math.Max(1, count / 5), window)));
            foreach (var leg in new[] { agent, native, paho }) await leg.RunAsync().ConfigureAwait(false);
            var rounds = await Rounds.RunAsync(options.Pairs, agent, native, paho, control).ConfigureAwait(false);
            results.Add(Comparison.Of($"window {window}", "messages", rounds, agent, native, Measure.Rate, 0.7, control));
            results.Add(Comparison.Of($"window {window}", "messages", rounds, agent, paho, Measure.Rate, 3));
        }
    }

    private static async Task OverTheLinkAsync(BenchmarkOptions options, string scratch, ResultList results, Broker broker, DetectionEvent[] events, string messages)
    {
        var oneWay = (RoundTrip / 2).TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture);
        using var link = await PeerProcess.StartAsync(options.Peer("delay-link"), "--port", broker.PortText, "--delay", oneWay).ConfigureAwait(false);
        using var c = await StartAsync(options, link.Ready[0], messages).ConfigureAwait(false);
        var port = int.Parse(link.Ready[0], CultureInfo.InvariantCulture);
        foreach (var (window, _) in Windows)
        {
            var ideal = window / RoundTrip.TotalSeconds;
            var count = (int)(ideal * LinkSeconds);
            var agent = new Leg("agent", () => PublishAsync(events.AsMemory(0, count), window, port, scratch));
            var native = new Leg("libmosquitto in C", () => c.MeasureAsync(Run(count, window)));
            var rounds = await Rounds.RunAsync(Math.Min(options.Pairs, 7), agent, native).ConfigureAwait(false);
            var compared = Comparison.Of($"window {window}, link of {RoundTrip.TotalMilliseconds:F0} ms", "messages", rounds, agent, native, Measure.Rate, null);
            results.Add(compared);
            results.Add(Figure.AtLeast($"window {window}, link of {RoundTrip.TotalMilliseconds:F0} ms: agent's rate over window / round trip ({ideal:F0}/s)", compared.Agent.Rate / ideal, "", 0.9));
        }
    }

    private static Task<PeerProcess> StartAsync(BenchmarkOptions options, string port, string messages) =>
        PeerProcess.StartAsync(options.Peer("mqtt-publish"), "--host", "127.0.0.1", "--port", port, "--messages", messages);

    private static string Run(int count, int window) => string.Create(CultureInfo.InvariantCulture, $"run {count} {window}");

    private static async Task<LegCost> PublishAsync(ReadOnlyMemory<DetectionEvent> events, int window, int port, string scratch)
    {
        var folder = Path.Combine(scratch, "store");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        var agent = new AgentDelivery(folder, port, window, DeliveryOrder.Fifo);
        await using var closing = agent.ConfigureAwait(false);
        await agent.ConnectedAsync().ConfigureAwait(false);
        await agent.DrainedAsync().ConfigureAwait(false);
        var before = agent.Health.Acknowledged;
        var meter = Meter.Start();
        for (var i = 0; i < events.Length; i++) agent.Accept(events.Span[i]);
        await agent.DrainedAsync().ConfigureAwait(false);
        var cost = meter.Stop(events.Length);
        var confirmed = agent.Health.Acknowledged - before;
        return confirmed == events.Length ? cost : throw new BenchmarkException($"{confirmed} of {events.Length} messages were confirmed: {agent.Health}");
    }
}
