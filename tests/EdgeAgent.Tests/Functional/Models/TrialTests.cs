using System.Text.Json.Nodes;
using EdgeAgent.Control.V1;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>Versions that are tried on a running agent, seen from outside: in events, by their labels, and at a real broker.</summary>
public sealed class TrialTests
{
    [Fact]
    public async Task Activate_AsAShadowThenOnProbationUntilItIsRolledBack_EachStepReachesASubscriber()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        await using var broker = await MosquittoBroker.StartAsync();
        using var desk = RunningTool.Start("mosquitto_sub", Programs.Need("mosquitto_sub", "mosquitto-clients"), "-h", RealBroker.Host, "-p", $"{broker.Port}", "-q", "1", "-t", "edge/+/models/energy", "-t", "edge/+/gaps/#");
        using var agent = await QuickAgent.StartAsync(sea, QuickModels.Song(sea, period: 16), broker.Port);
        Assert.Equal(ModelState.Verified, (await QuickAgent.PushAsync(sea, QuickModels.Pack(sea, 2, QuickModels.Nervous()))).State);
        await agent.OutputLineAsync("\"state\":\"close\"");

        (await QuickAgent.ModelsAsync(sea, "activate", "energy:2", "--shadow-minutes", "0.03", "--probation-minutes", "0.1", "--wait")).Exits(1);

        await desk.OutputLineAsync("\"state\":\"rolled-back\"");
        await desk.OutputLineAsync("\"cause\":\"rolled-back\"");
        var documents = desk.OutputLines.Select(line => JsonNode.Parse(line)!.AsObject()).ToArray();
        var states = documents.Where(d => d["trial"] is not null).ToArray();
        Assert.Equal(["verified", "staged", "shadow", "probation", "rolled-back"], states.Select(d => (string?)d["trial"]!["state"]).Distinct());
        Assert.All(states, d => Assert.Equal((string?)d["state"] == "probation" ? 2 : 1, (int)d["version"]!));
        Assert.Contains(states, d => (string?)d["state"] == "probation");
        var last = states[^1]["trial"]!;
        Assert.Contains("events an hour against", (string?)last["reason"], StringComparison.Ordinal);

        // What the shadow heard that the working version did not is told with it.
        var shadow = last["shadow"]!;
        Assert.True((double)shadow["seconds"]! >= 1.8 && (long)shadow["onlyBeside"]! > 0, shadow.ToJsonString());
        Assert.Equal((long)shadow["onlyBeside"]!, shadow["labels"]!.AsArray().Sum(label => (long)label!["onlyBeside"]!));
        var swaps = documents.Where(d => d["swap"] is not null).Select(d => d["swap"]!).Select(s => $"{s["from"]!["version"]} {s["to"]!["version"]} {s["cause"]}");
        Assert.Equal(["1 2 activated", "2 1 rolled-back"], swaps);
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact]
    public async Task Activate_PipelinesThatFollowLabels_CanaryTriesItAndStableHasItWhenItHasPassed()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        string[] pipelines = ["reef", "lagoon"], labels = ["--set", "Pipelines:0:Models:0:Version=stable", "--set", "Pipelines:1:Models:0:Version=canary"];
        using (var agent = await QuickAgent.StartAsync(sea, QuickModels.Song(sea), null, pipelines, labels))
        {
            await agent.OutputCountAsync(24);
            Assert.Equal(ModelState.Verified, (await QuickAgent.PushAsync(sea, QuickModels.Pack(sea, 2))).State);
            (await QuickAgent.ModelsAsync(sea, "activate", "energy:2", "--probation-minutes", "0.05")).Exits(0);
            var tried = await agent.EventAsync(e => e.Is("lagoon", 2));
            Assert.Equal(2, await QuickAgent.VersionAsync(sea, "energy:canary"));
            Assert.Equal(1, await QuickAgent.VersionAsync(sea, "energy:stable"));
            (await QuickAgent.ModelsAsync(sea, "activate", "energy:2", "--wait")).Exits(1).Notes("being tried just now");

            // Who follows what is stable hears on with the version before, and takes the new one when that has passed.
            var before = await agent.EventAsync(e => e.Is("reef", 1), tried);
            await agent.ErrorLineAsync("model energy:2: is active");
            Assert.Equal(2, await QuickAgent.VersionAsync(sea, "energy:stable"));
            await agent.EventAsync(e => e.Is("reef", 2), before);
            agent.Signal("KILL");
            await agent.EndAsync();
        }

        using var again = await QuickAgent.StartAsync(sea, QuickModels.Song(sea), null, pipelines, labels);
        foreach (var pipeline in pipelines) await again.EventAsync(e => e.Is(pipeline, 2));
        (await QuickAgent.ModelsAsync(sea, "rollback", "energy")).Exits(0);
        Assert.Equal(1, await QuickAgent.VersionAsync(sea, "energy:stable"));
        foreach (var pipeline in pipelines) await again.EventAsync(e => e.Is(pipeline, 1));
        Assert.DoesNotContain(AgentEvents.Gaps((await RemoteControlTests.StopAsync(again)).Output), gap => gap["lost"] is not null);
    }

    [Fact]
    public async Task Activate_OnAShareOfTheStreams_BothVersionsEventsComeTaggedUntilItHasPassed()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        using var agent = await QuickAgent.StartAsync(sea, QuickModels.Song(sea));
        await agent.OutputCountAsync(24);
        Assert.Equal(ModelState.Verified, (await QuickAgent.PushAsync(sea, QuickModels.Pack(sea, 2))).State);

        // Which streams are of the share is decided by their ids, new at each start: nearly all of them, so that this one is.
        (await QuickAgent.ModelsAsync(sea, "activate", "energy:2", "--share", "0.999999", "--probation-minutes", "0.05", "--wait")).Exits(0);

        var first = await agent.EventAsync(e => e.Is("reef", 2));
        var both = AgentEvents.Parse(agent.OutputLines.Skip(first)).Where(e => e.ContainsKey("model")).ToArray();
        var beside = both.Where(e => e.Is("reef", 1)).Select(e => (e.First(), (string?)e["label"])).Intersect(both.Where(e => e.Is("reef", 2)).Select(e => (e.First(), (string?)e["label"]))).ToArray();
        Assert.True(beside.Length >= 2, $"of {both.Length} events after line {first} no call was told by both versions");
        Assert.Equal(both.Length, both.Select(e => $"{e.Id()}/{e["revision"]}").Distinct().Count());

        // It has passed: the version before tells nothing any more.
        var now = agent.OutputLines.Count;
        await agent.EventAsync(e => e.Is("reef", 2), await agent.EventAsync(e => e.Is("reef", 2), now) + 1);
        Assert.DoesNotContain(AgentEvents.Parse(agent.OutputLines.Skip(now)), e => e.ContainsKey("model") && e.Is("reef", 1));
        await RemoteControlTests.StopAsync(agent);
    }
}
