using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeAgent.Subscriber.Ledger;
using EdgeAgent.TestKit.Mqtt;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The real agent, killed and cut off: the reference subscriber's ledger says that everything came. The many moments and kinds are the crash matrix's, which kills store and publisher alone.</summary>
public sealed partial class CrashTests
{
    [Fact]
    public async Task Run_KilledAgainAndAgain_EverythingComesOnceTheAgentRuns()
    {
        using var sea = new Sea();
        await using var broker = await MosquittoBroker.StartAsync();
        await LeaveSessionAsync(broker.Port);
        var config = Configure(sea, broker.Port);
        foreach (var moment in new[] { "\"open\"", "\"close\"", "\"revision\":1" })
        {
            using var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config, "--set", "Pipelines:0:Source:Loop=true"] });
            await agent.OutputLineAsync(moment);
            agent.Signal("KILL");
            await agent.EndAsync();
        }

        (await AgentProcess.RunAsync("run", "--config", config)).Exits(0).Notes("0 to be confirmed");

        Complete(await TakeAllAsync(broker.Port), stores: 1);
    }

    [Fact]
    public async Task Run_LinkCutInPacketsAndBrokerRestarted_EverythingComes()
    {
        using var sea = new Sea();
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Persistence = true });
        await LeaveSessionAsync(broker.Port);
        await using var link = LinkProxy.Start(broker.Port, FaultPlan.Of(new(LinkFaultKind.CutInPacket, 900), new(LinkFaultKind.DropToClient, 600, TimeSpan.FromMilliseconds(200)), new(LinkFaultKind.CutInPacket, 1500)));
        using var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", Configure(sea, link.Port), "--set", "Pipelines:0:Source:Loop=true"] });
        await agent.OutputLineAsync("\"close\"");
        await link.UntilAsync(l => l.Cuts >= 1, "a cut");

        await broker.StopAsync();
        await broker.RestartAsync();
        await link.UntilAsync(l => l.Accepted >= 4, "a connection without a fault");
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);
        (await AgentProcess.RunAsync("run", "--config", Configure(sea, broker.Port))).Exits(0).Notes("0 to be confirmed");

        Complete(await TakeAllAsync(broker.Port), stores: 1);
    }

    private static string Configure(Sea sea, int port) =>
        LiveConfiguration.WriteMqtt(sea, new JsonObject { ["Servers"] = new JsonArray($"mqtt://127.0.0.1:{port}") },
            new LivePipelineText("reef", sea.Folder.Write("live.wav", WavWriter.Pcm16(SongMaker.Make(4, EnergyPackage.Rate, [(1, 3)]), EnergyPackage.Rate))));

    private static void Complete(DeliveryReport report, int stores)
    {
        Assert.True(report.Complete, string.Join(' ', report.Faults));
        Assert.Equal(stores, report.Stores.Count);
        Assert.True(report.Events >= 4, $"only {report.Events} events came");
        Assert.All(report.Stores, store => Assert.Empty(store.Declared));
    }

    private static Task LeaveSessionAsync(int port) => MosquittoClients.LeaveSessionAsync(port, "shore", "-V", "5", "-x", "3600");

    // What the session holds, up to a message that is sent for this.
    private static async Task<DeliveryReport> TakeAllAsync(int port)
    {
        await MosquittoClients.PublishAsync(port, "edge/end", "end");
        var info = new ProcessStartInfo(Programs.Need("mosquitto_sub", "mosquitto-clients"), ["-h", "127.0.0.1", "-p", $"{port}", "-q", "1", "-V", "5", "-x", "3600", "-c", "-i", "shore", "-t", "edge/#", "-F", "%t\t%P\t%p"]) { RedirectStandardOutput = true };
        using var subscriber = Process.Start(info)!;
        try
        {
            var ledger = new DeliveryLedger();
            while (await subscriber.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(AgentProcess.Patience, TestContext.Current.CancellationToken) is { } line)
            {
                var parts = line.Split('\t', 3);
                if (parts[0] == "edge/end") break;
                ledger.Take(parts[0], Encoding.UTF8.GetBytes(parts[2]), Lane().Match(parts[1]) is { Success: true } lane ? lane.Groups[1].Value : null, false, TimeProvider.System.GetUtcNow());
            }

            return ledger.Report();
        }
        finally
        {
            subscriber.Kill();
        }
    }

    [GeneratedRegex(@"\blane:(\S+)")]
    private static partial Regex Lane();
}
