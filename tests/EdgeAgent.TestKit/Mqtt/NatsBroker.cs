using System.Diagnostics;
using System.Text;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>nats-server with its MQTT 3.1.1 gateway; sessions and messages lie in JetStream, on disk.</summary>
public sealed class NatsBroker : RealBroker
{
    private readonly string _program = Programs.Need("nats-server", "nats-server");

    protected override string Name => "nats-server";

    protected override string ReadyLine => "Server is ready";

    /// <summary>Starts one; skips the calling test where nats-server is not installed.</summary>
    public static async Task<NatsBroker> StartAsync()
    {
        var broker = new NatsBroker();
        await broker.StartFirstAsync();
        return broker;
    }

    protected override Task<ProcessStartInfo> PrepareAsync(int port)
    {
        // Port -1: any free one, for NATS's own protocol, which no test speaks.
        var text = $$"""
            server_name: "edge-agent-test"
            listen: "{{Host}}:-1"
            jetstream { store_dir: "{{Folder.Folder("data")}}" }
            mqtt { listen: "{{Host}}:{{port}}" }
            """;
        return Task.FromResult(new ProcessStartInfo(_program, ["-c", Folder.Write("nats.conf", Encoding.UTF8.GetBytes(text))]));
    }
}
