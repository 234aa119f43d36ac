using System.Net.Sockets;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Mqtt;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The daemon with its store and real brokers: what it prints is what subscribers get, also when the broker is away.</summary>
public sealed class DeliveryTests
{
    private const int Rate = EnergyPackage.Rate;

    [Fact]
    public async Task Run_WithBroker_SubscriberHasWhatWasPrintedInOrder()
    {
        using var sea = new Sea();
        await using var broker = await MosquittoBroker.StartAsync();
        await SubscribeAsync(broker.Port, "-E");

        var result = (await AgentProcess.RunAsync("run", "--config", Configure(sea, broker.Port, Live(sea)))).Exits(0);

        // A stop before a broker that is there leaves nothing for the next start.
        result.Notes("stored, 0 to be confirmed");
        var printed = AgentEvents.Parse(result.Output);
        var messages = AgentEvents.Parse(await SubscribeAsync(broker.Port, "-C", $"{printed.Count + 1}"));
        var events = messages.Where(m => m.ContainsKey("state")).ToArray();
        Assert.Equal(AgentEvents.Without(result.Output), AgentEvents.Without(events.Select(e => e.ToJsonString()), "sequence", "storeId", "traceparent"));
        Assert.Equal(Enumerable.Range(2, printed.Count), events.Select(e => (int)e["sequence"]!));
        Assert.Equal("new-store", (string)Assert.Single(messages, m => (string?)m["kind"] == "gap")["cause"]!);
    }

    [Fact]
    public async Task Run_BrokerAway_EventsAreKeptAndTheNextRunDeliversThem()
    {
        using var sea = new Sea();
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Persistence = true });
        await SubscribeAsync(broker.Port, "-E");
        await broker.StopAsync();
        var config = Configure(sea, broker.Port, Live(sea));

        var first = (await AgentProcess.RunAsync("run", "--config", config, "--set", "Agent:StopDeadlineSeconds=1")).Exits(0);

        var kept = (await AgentProcess.RunAsync("outbox", "export", "--config", config)).Exits(0).Output;
        Assert.Equal(AgentEvents.Parse(first.Output).Count + 1, kept.Count);
        Assert.Contains((await AgentProcess.RunAsync("events", "--pending", "--config", config)).Exits(0).Output, line => line.Contains("to be confirmed", StringComparison.Ordinal));
        await broker.RestartAsync();
        (await AgentProcess.RunAsync("run", "--config", config)).Exits(0).Notes("stored, 0 to be confirmed");
        Assert.Empty((await AgentProcess.RunAsync("outbox", "export", "--config", config)).Exits(0).Output);
        Assert.Equal(kept, await SubscribeAsync(broker.Port, "-C", $"{kept.Count}"));
    }

    [Fact]
    public async Task Run_NoBrokerConfigured_RunsItsOwnWhichEndsWithItEvenWhenKilled()
    {
        Programs.Need("mosquitto", "mosquitto");
        using var sea = new Sea();
        using var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", LiveConfiguration.WriteMqtt(sea, new JsonObject { ["EmbeddedPort"] = 0 }, Live(sea) with { Loop = true })] });
        var line = await agent.ErrorLineAsync("mosquitto_sub -p ");
        var port = int.Parse(line.Split("-p ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

        var events = await MosquittoClients.TakeAsync(port, "visitor", 3, "-t", "edge/test-buoy/events/reef/call");
        agent.Signal("KILL");

        Assert.Equal(3, events.Length);
        await agent.EndAsync();
        await UntilClosedAsync(port);
    }

    [Fact]
    public async Task Run_StateDirectoryInUse_IsRefusedWithTheOtherLeftInPeace()
    {
        using var sea = new Sea();
        var config = LiveConfiguration.Write(sea, Live(sea) with { Loop = true });
        using var first = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config] });
        await first.OutputLineAsync("\"open\"");

        (await AgentProcess.RunAsync("run", "--config", config)).Refuses(1, sea.Folder["state"], "another agent");

        first.Signal("TERM");
        (await first.EndAsync()).Exits(0);
    }

    [Fact]
    public async Task Run_StoreCannotBeWritten_ListensOnAndSaysSo()
    {
        using var sea = new Sea();
        var file = sea.Folder.Write("a-file", [1]);

        var result = (await AgentProcess.RunAsync("run", "--config", LiveConfiguration.Write(sea, Live(sea)), "--set", $"Agent:StateDirectory={file}/state", "--set", "Agent:StopDeadlineSeconds=1")).Exits(1);

        Assert.NotEmpty(AgentEvents.Closed(result.Output));
        Assert.Contains(result.Error, text => text.Contains(file, StringComparison.Ordinal) && text.Contains("error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Outbox_NoStoreYet_IsSaidInASentence()
    {
        using var sea = new Sea();

        (await AgentProcess.RunAsync("outbox", "ls", "--config", LiveConfiguration.Write(sea, Live(sea)))).Refuses(1, sea.Folder["state"], "no event store");
        (await AgentProcess.RunAsync("events", "--from", "yesterday")).Refuses(2, "'yesterday' is no time");
    }

    private static LivePipelineText Live(Sea sea) =>
        new("reef", sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(4, Rate, [(1, 3)]), Rate)));

    private static string Configure(Sea sea, int port, LivePipelineText pipeline) =>
        LiveConfiguration.WriteMqtt(sea, new JsonObject { ["Servers"] = new JsonArray($"mqtt://127.0.0.1:{port}") }, pipeline);

    // A durable session for events and gap records: left behind with -E, emptied with -C.
    private static async Task<string[]> SubscribeAsync(int port, params string[] how) =>
        (await Programs.RunAsync(Programs.Need("mosquitto_sub", "mosquitto-clients"), ["-p", $"{port}", "-q", "1", "-c", "-i", "shore", "-t", "edge/+/events/#", "-t", "edge/+/gaps/#", .. how]))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task UntilClosedAsync(int port)
    {
        using var patience = new CancellationTokenSource(AgentProcess.Patience);
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync("127.0.0.1", port, patience.Token);
            }
            catch (SocketException)
            {
                return;
            }

            await Task.Yield();
        }
    }
}
