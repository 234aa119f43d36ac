using System.Text.Json;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Subscriber.Ledger;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>The real store and publisher with brokers and receivers of other makes: nothing is lost when the broker dies in between.</summary>
public sealed class ForeignBrokerTests : IAsyncDisposable
{
    private const int Count = 400;

    private readonly StoreRun _run = new();

    [Fact]
    public async Task Nats_KilledInBetween_MosquittoSubGetsEverything()
    {
        await using var broker = await NatsBroker.StartAsync();
        using var receiver = await ForeignReceiver.MosquittoSubAsync(broker.Port);
        _run.Open(PublisherRun.To(broker.Port) with { Window = 10 });
        for (var i = 0; i < Count / 2; i++) _run.Store.Accept(StoreRun.Closed(i));
        await _run.UntilAsync(() => _run.Publisher.Health.Acknowledged >= 50, "50 confirmed");

        broker.Kill();
        for (var i = Count / 2; i < Count; i++) _run.Store.Accept(StoreRun.Closed(i));
        await broker.RestartAsync();

        await _run.SettledAsync();
        Assert.Equal("3.1.1", _run.Publisher.Health.Protocol);
        await receiver.ReachesAsync(Count + 1);
        Complete(receiver.Report);
        // The whole event travels in the document where there are no properties.
        Assert.All(receiver.Messages.Where(IsNumbered), message => Assert.Contains("\"specversion\":\"1.0\"", message.GetProperty("payload").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ejabberd_KilledInBetween_MosquittoSubGetsEverything()
    {
        string[] known = ["-V", "5", "-u", EjabberdBroker.User, "-P", "any"];
        await using var broker = await EjabberdBroker.StartAsync();
        using var folder = new TemporaryFolder();
        await using var link = LinkProxy.Start(broker.Port);
        var ledger = new DeliveryLedger();
        using (var before = await ForeignReceiver.MosquittoSubAsync(broker.Port, ledger, known))
        {
            _run.Open(PublisherRun.To(link.Port) with { Window = 10, Username = EjabberdBroker.User, PasswordFile = folder.Write("password", "any"u8) });
            for (var i = 0; i < Count / 2; i++) _run.Store.Accept(StoreRun.Closed(i));
            await _run.UntilAsync(() => _run.Publisher.Health.Acknowledged >= 50, "50 confirmed");

            // It keeps its sessions in memory: what it has confirmed and not given on yet dies with it, and is not what is tried here.
            await link.RefuseAsync();
            link.Cut();
            await _run.UntilAsync(() => _run.Publisher.Health.State != MqttState.Connected, "the link's end");
            await before.ReachesAsync(_run.Publisher.Health.Acknowledged);
            broker.Kill();
        }

        for (var i = Count / 2; i < Count; i++) _run.Store.Accept(StoreRun.Closed(i));
        await broker.RestartAsync();
        using var receiver = await ForeignReceiver.MosquittoSubAsync(broker.Port, ledger, known);
        link.Accept();

        await _run.SettledAsync();
        Assert.Equal("5", _run.Publisher.Health.Protocol);
        await receiver.ReachesAsync(Count + 1);
        Complete(receiver.Report);
        Assert.All(receiver.Messages.Where(IsNumbered), message => Assert.Equal("1.0", ForeignReceiver.UserProperties(message)["specversion"]));
    }

    [Fact]
    public async Task Mosquitto_LinkCutInBetween_PahoReadsEveryAttribute()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var link = LinkProxy.Start(broker.Port);
        using var receiver = await ForeignReceiver.PahoAsync(broker.Port);
        _run.Open(PublisherRun.To(link.Port));
        for (var i = 0; i < Count; i++) _run.Store.Accept(StoreRun.Closed(i));
        await _run.UntilAsync(() => _run.Publisher.Health.Acknowledged >= 20, "20 confirmed");
        link.Cut();

        await _run.SettledAsync();
        await receiver.ReachesAsync(Count + 1);
        Complete(receiver.Report);
        foreach (var message in receiver.Messages.Where(message => message.GetProperty("topic").GetString()!.Contains("/events/", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(message.GetProperty("payload").GetString()!);
            var (root, properties) = (document.RootElement, ForeignReceiver.UserProperties(message));
            Assert.Equal(["id", "lane", "source", "specversion", "subject", "time", "traceparent", "type"], properties.Keys.Order());
            Assert.Equal(root.GetProperty("traceparent").GetString(), properties["traceparent"]);
            Assert.Equal("1.0", properties["specversion"]);
            Assert.Equal($"{root.GetProperty("id").GetString()}/{root.GetProperty("revision").GetInt32()}", properties["id"]);
            Assert.Equal("edgeagent.detection.close", properties["type"]);
            Assert.Equal(root.GetProperty("label").GetString(), properties["subject"]);
            Assert.Equal(root.GetProperty("offset").GetString(), properties["time"]);
            Assert.Equal("fifo", properties["lane"]);
            Assert.Equal("application/json", message.GetProperty("properties").GetProperty("content-type").GetString());
            Assert.Equal(1, message.GetProperty("properties").GetProperty("payload-format-indicator").GetInt32());
            Assert.Equal(1, message.GetProperty("qos").GetInt32());
            Assert.Equal(0, message.GetProperty("retain").GetInt32());
        }
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    private static bool IsNumbered(JsonElement message) =>
        message.GetProperty("topic").GetString() is { } topic && (topic.Contains("/events/", StringComparison.Ordinal) || topic.Contains("/gaps/", StringComparison.Ordinal));

    private static void Complete(DeliveryReport report)
    {
        Assert.Empty(report.Faults);
        Assert.Equal(Count, report.Events);
        Assert.Empty(Assert.Single(report.Stores).Declared);
    }
}
