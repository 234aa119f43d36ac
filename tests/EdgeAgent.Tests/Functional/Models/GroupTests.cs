using System.Text.Json;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>Six real agents that the real edgectl drives as a group; on one of them the new version can't work.</summary>
public sealed class GroupTests
{
    private const int Boxes = 6;
    private const int Bad = 3;

    [Fact]
    public async Task Activate_InWavesOfWhichOneRollsBack_StopsThereAndTheOthersAreWhole()
    {
        var seas = Enumerable.Range(0, Boxes).Select(_ => new Sea()).ToArray();
        var agents = new List<AgentProcess>();
        var environment = new Dictionary<string, string> { ["EDGECTL_CONFIG"] = seas[0].Folder["contexts.json"] };
        try
        {
            foreach (var (index, sea) in seas.Index())
            {
                QuickModels.Ship(sea);
                var song = QuickModels.Song(sea, index == Bad ? 0.99 : 0.3);
                agents.Add(AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", song, Loop: true)), "--set", $"Control:Socket={sea.Folder["control.sock"]}"] }));
                await EdgectlAsync("context", "add", $"buoy-{index}", "--target", $"unix:{sea.Folder["control.sock"]}");
            }

            await EdgectlAsync(["context", "group", "reef", .. Enumerable.Range(0, Boxes).Select(index => $"buoy-{index}")]);
            // Enough events of the working version to compare with.
            foreach (var agent in agents) await agent.OutputCountAsync(24);
            var archive = QuickModels.Pack(seas[0], 2, QuickModels.NotANumberAbove(0.9f));

            string[] verb = ["--group", "reef", "models", "activate", "energy:2", "--push", archive, "--waves", "1,50%,5,100%", "--stop-on-rollback", "--probation-minutes", "0.05", "--json"];
            var first = await ControlProcess.RunAsync(environment, verb);

            Assert.Equal(
                ["buoy-0 1 active True", "buoy-1 2 active True", "buoy-2 2 active True", "buoy-3 3 rolled-back False", "buoy-4 3 active True", "buoy-5 - not-begun False"], first.Exits(1).Output.Select(Line));
            Assert.Contains(first.Error, line => line.StartsWith("wave 3: buoy-3 rolled-back; no further wave begins", StringComparison.Ordinal));
            Assert.DoesNotContain(first.Error, line => line.StartsWith("buoy-5", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var agent in agents) agent.Dispose();
            foreach (var sea in seas) sea.Dispose();
        }

        async Task EdgectlAsync(params string[] arguments) => (await ControlProcess.RunAsync(environment, arguments)).Exits(0);
    }

    [Fact]
    public async Task Group_WhatMeansNothing_IsRefusedBeforeAnyBoxIsCalled()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["EDGECTL_CONFIG"] = folder["contexts.json"] };
        string[] boxes = [.. Enumerable.Range(0, 12).Select(i => $"b{i}")];
        folder.Write("contexts.json", System.Text.Encoding.UTF8.GetBytes($$"""{ "contexts": { {{string.Join(", ", boxes.Select(box => $"\"{box}\": {{ \"target\": \"unix:/nowhere\" }}"))}} }, "groups": { "all": [ {{string.Join(", ", boxes.Select(box => $"\"{box}\""))}} ] } }"""));
        foreach (var waves in new[] { "0,100%", "10,1", "a", "120%", "1.5,2", "" })
            (await ControlProcess.RunAsync(environment, "--group", "all", "models", "activate", "energy:2", "--waves", waves)).Exits(2).Notes("--waves");
        (await ControlProcess.RunAsync(environment, "--group", "none", "status")).Exits(2).Notes("no group 'none'");
        (await ControlProcess.RunAsync(environment, "--group", "all", "events")).Exits(2).Notes("for one box");
        (await ControlProcess.RunAsync(environment, "--group", "all", "status", "--target", "unix:/here")).Exits(2).Notes("--group");
        (await ControlProcess.RunAsync(environment, "models", "activate", "energy:2", "--waves", "1", "--context", "b1")).Exits(1);
    }

    private static string Line(string json)
    {
        var line = JsonDocument.Parse(json).RootElement;
        return $"{line.GetProperty("box")} {(line.TryGetProperty("wave", out var wave) ? wave.ToString() : "-")} {line.GetProperty("outcome")} {line.GetProperty("isGood")}";
    }
}
