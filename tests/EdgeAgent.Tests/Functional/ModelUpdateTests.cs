using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>A model that is sent to the running agent with the real edgectl: tried, used, survived, taken back.</summary>
public sealed class ModelUpdateTests
{
    [Fact]
    public async Task Push_Activate_Restart_RollBack_EventsFollowTheActiveVersion()
    {
        using var sea = new Sea();
        var archive = await PackAsync(sea, 2, _ => { });
        var config = LiveConfiguration.Write(sea, new LivePipelineText("reef", sea.ShortSong(), Loop: true));
        using (var agent = await StartAsync(sea, config))
        {
            (await ModelsAsync(sea, "push", archive)).Exits(0);
            (await ModelsAsync(sea, "activate", "energy:2", "--probation-minutes", "0", "--wait")).Exits(0);

            await agent.OutputLineAsync("\"version\":2");
            agent.Signal("KILL");
            await agent.EndAsync();
        }

        using var again = await StartAsync(sea, config);
        await again.OutputLineAsync("\"version\":2");
        (await ModelsAsync(sea, "rollback", "energy", "--reason", "the test says so")).Exits(0);
        await again.OutputLineAsync("\"version\":1");
        Assert.Contains((await ModelsAsync(sea, "list")).Exits(0).Output, line => line.Contains("energy", StringComparison.Ordinal) && line.Contains("the test says so", StringComparison.Ordinal));
        again.Signal("TERM");
        (await again.EndAsync()).Exits(0);
    }

    [Fact]
    public async Task Push_OfAPackageThatDoesNotFitItsModel_IsRejectedAndNobodyNotices()
    {
        using var sea = new Sea();
        // Three labels for a model that gives two scores.
        var archive = await PackAsync(sea, 3, manifest => manifest["labels"] = new JsonArray("call", "loud", "ghost"));
        using var agent = await StartAsync(sea, LiveConfiguration.Write(sea, new LivePipelineText("reef", sea.ShortSong(), Loop: true)));

        var pushed = await ModelsAsync(sea, "push", archive);
        var activated = await ModelsAsync(sea, "activate", "energy:3", "--wait");

        Assert.True(pushed.ExitCode != 0 || activated.ExitCode != 0, string.Join('\n', activated.Output));
        await agent.OutputLineAsync("\"version\":1");
        Assert.DoesNotContain(agent.OutputLines, line => line.Contains("\"version\":3", StringComparison.Ordinal));
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);
    }

    private static async Task<string> PackAsync(Sea sea, int version, Action<JsonObject> change)
    {
        var folder = EnergyPackage.Write(sea.Folder[$"draft-{version}"], change: manifest =>
        {
            manifest["version"] = version;
            change(manifest);
        });
        var archive = sea.Folder[$"energy-{version}.tar.gz"];
        (await AgentProcess.RunAsync("models", "pack", folder, "--out", archive)).Exits(0);
        return archive;
    }

    private static Task<AgentResult> ModelsAsync(Sea sea, params string[] arguments) => ControlProcess.RunAsync(["models", .. arguments, "--target", $"unix:{sea.Folder["control.sock"]}"]);

    private static async Task<AgentProcess> StartAsync(Sea sea, string config)
    {
        var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config, "--set", $"Control:Socket={sea.Folder["control.sock"]}"] });
        await agent.ErrorLineAsync("Driven from outside");
        await agent.ErrorLineAsync("reef: listens to");
        return agent;
    }
}
