using System.Text;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Delivery.Outbox;
using EdgeAgent.Delivery.Topics;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>A publisher before a broker, with an outbox in memory.</summary>
internal sealed class PublisherRun : IAsyncDisposable
{
    public static readonly TopicNames Topics = new("edge", "buoy-7");

    private readonly Signal _signal = new();

    public PublisherRun(MqttOptions options, Func<MemoryOutbox, IOutbox>? through = null, ITopicProfile? profile = null)
    {
        Options = options;
        Outbox = new MemoryOutbox(TimeProvider.System, _signal);
        Log = new LogLines<MqttPublisher>(_signal);
        Publisher = new MqttPublisher(options, through?.Invoke(Outbox) ?? Outbox, profile is null ? [TopicProfiles.Create(Topics, [])] : [TopicProfiles.Create(Topics, []), profile], Status, TimeProvider.System, Log);
    }

    public MqttOptions Options { get; }

    public MemoryOutbox Outbox { get; }

    public LogLines<MqttPublisher> Log { get; }

    public MqttPublisher Publisher { get; }

    public MqttHealth Health => Publisher.Health;

    /// <summary>Options for brokers of this machine: short waits, so that a test sees many attempts.</summary>
    public static MqttOptions To(params int[] ports) => new()
    {
        Servers = [.. ports.Select(port => new MqttServer("127.0.0.1", port, false))],
        StatusTopic = Topics.Status,
        ClientId = "edge-buoy-7",
        BackoffMinSeconds = 0.05,
        BackoffMaxSeconds = 0.4,
    };

    public static PublisherRun Start(MqttOptions options, int messages = 0)
    {
        var run = new PublisherRun(options);
        for (var i = 0; i < messages; i++) run.Outbox.Accept();
        run.Publisher.Start();
        return run;
    }

    public Task UntilAsync(Func<MqttHealth, bool> condition, string what) =>
        _signal.UntilAsync(() => condition(Health), () => $"{what}; {Health}\n{string.Join('\n', Log.Lines.TakeLast(20))}");

    public Task SettledAsync() => UntilAsync(health => health.Pending == 0, "everything settled");

    public ValueTask DisposeAsync() => Publisher.DisposeAsync();

    private static ReadOnlyMemory<byte> Status(bool online) => Encoding.UTF8.GetBytes($$"""{"status":"{{(online ? "online" : "offline")}}"}""");
}
