using EdgeAgent.Tests.Functional;

namespace EdgeAgent.Tests.Service;

/// <summary>The real agent under a service manager that the test plays.</summary>
public sealed class ServiceTests
{
    [Theory]
    [InlineData("path")]
    [InlineData("abstract")]
    public async Task Run_UnderAServiceManager_IsReadyAliveAndSaysHowItIs(string kind)
    {
        using var sea = new Sea();
        using var manager = new ServiceManager(kind == "path" ? sea.Folder["notify"] : $"@edge-agent-test-{Guid.NewGuid():N}");
        using var agent = Start(sea, Loop(sea), new() { ["NOTIFY_SOCKET"] = manager.Address, ["WATCHDOG_USEC"] = "3000000" });

        await manager.LineAsync("READY=1");
        await manager.LineAsync("STATUS=1 of 1 pipelines listening");
        await manager.LineAsync("WATCHDOG=1");
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        Assert.Contains("STOPPING=1", manager.Lines);
        Assert.Contains(manager.Lines, line => line.StartsWith("EXTEND_TIMEOUT_USEC=", StringComparison.Ordinal));
        // Events are the broker's; a journal full of them would wear the flash.
        Assert.Empty(result.Output);
        Assert.True(result.Error.Count < 15, string.Join('\n', result.Error));
    }

    [Fact]
    public async Task Run_PipelineThatCannotStart_IsReadyAndSaysSo()
    {
        using var sea = new Sea();
        using var manager = new ServiceManager(sea.Folder["notify"]);
        var config = LiveConfiguration.Write(sea, new LivePipelineText("reef-north", sea.ShortSong(), Loop: true), new LivePipelineText("reef-south", sea.Folder["nothing.wav"]));
        using var agent = Start(sea, config, new() { ["NOTIFY_SOCKET"] = manager.Address });

        await manager.LineAsync("READY=1");
        Assert.Contains("reef-south failed:", await manager.LineAsync("STATUS=1 of 2 pipelines listening"), StringComparison.Ordinal);
        agent.Signal("TERM");
        await agent.EndAsync();
    }

    [Fact]
    public async Task Run_NoPipelineCanStart_StaysUpToBeReachedAndMended()
    {
        using var sea = new Sea();
        using var manager = new ServiceManager(sea.Folder["notify"]);
        var config = LiveConfiguration.Write(sea, new LivePipelineText("reef-north", sea.Folder["nothing.wav"]));
        using var agent = Start(sea, config, new() { ["NOTIFY_SOCKET"] = manager.Address });

        await manager.LineAsync("READY=1");
        Assert.Contains("reef-north failed:", await manager.LineAsync("STATUS=0 of 1 pipelines listening"), StringComparison.Ordinal);
        await agent.ErrorLineAsync("Driven from outside");
        agent.Signal("TERM");
        await agent.EndAsync();
        // What did not run well is no last good configuration.
        Assert.False(File.Exists(sea.Folder["state/config.last-good.json"]));
    }

    [Fact]
    public async Task Run_CrashesInARow_LeavePipelinesOffUntilAnOperatorOrTimeTriesAgain()
    {
        using var sea = new Sea();
        var config = Loop(sea);
        for (var crash = 0; crash < 2; crash++)
        {
            using var agent = Start(sea, config, [], "--set", "Agent:CrashLimit=2");
            await agent.ErrorLineAsync("reef-north: listens to");
            agent.Signal("KILL");
            await agent.EndAsync();
        }

        using var manager = new ServiceManager(sea.Folder["notify"]);
        using (var safe = Start(sea, config, new() { ["NOTIFY_SOCKET"] = manager.Address }, "--set", "Agent:CrashLimit=2"))
        {
            await safe.ErrorLineAsync("warning: safe mode: the agent ended 2 times in a row");
            await manager.LineAsync("READY=1");
            Assert.StartsWith("STATUS=safe mode", await manager.LineAsync("STATUS="), StringComparison.Ordinal);
            safe.Signal("TERM");
            (await safe.EndAsync()).Exits(0);
        }

        var kept = (await AgentProcess.RunAsync("outbox", "export", "--config", config)).Exits(0).Output;
        Assert.Contains(AgentEvents.Parse(kept), record => (string?)record["cause"] == "safe-mode" && (string?)record["pipeline"] == "reef-north");
        // It was ended in good order: what follows is an ordinary run.
        using var next = Start(sea, config, [], "--set", "Agent:CrashLimit=2");
        await next.ErrorLineAsync("reef-north: listens to");
        next.Signal("TERM");
        (await next.EndAsync()).Exits(0);
    }

    [Theory]
    [InlineData("{ \"Pipelines\": [ ")]
    [InlineData("{ }")]
    [InlineData("{ \"Pipelines\": [], \"Agent\": { \"StopDeadlineSeconds\": \"soon\" } }")]
    public async Task Run_ConfigurationRuined_GoesOnWithTheLastGoodOneAndSaysSo(string ruin)
    {
        using var sea = new Sea();
        var config = Loop(sea);
        using (var first = new ServiceManager(sea.Folder["notify-first"]))
        {
            using var agent = Start(sea, config, new() { ["NOTIFY_SOCKET"] = first.Address });
            await first.LineAsync("READY=1");
            await Until.HoldsAsync(() => File.Exists(sea.Folder["state/config.last-good.json"]));
            agent.Signal("TERM");
            (await agent.EndAsync()).Exits(0);
        }

        File.WriteAllText(config, ruin);
        (await AgentProcess.RunAsync(new AgentStart { Arguments = ["validate", "--unattended", "--config", config], Environment = State(sea) })).Exits(0);
        (await AgentProcess.RunAsync(new AgentStart { Arguments = ["run", "--config", config], Environment = State(sea) })).Exits(78);
        using var manager = new ServiceManager(sea.Folder["notify"]);
        using var again = Start(sea, config, new() { ["NOTIFY_SOCKET"] = manager.Address });

        await again.ErrorLineAsync("warning: the configuration can't be used (");
        await manager.LineAsync(line => line.StartsWith("STATUS=", StringComparison.Ordinal) && line.Contains("1 of 1 pipelines listening", StringComparison.Ordinal), "listening");
        again.Signal("TERM");
        (await again.EndAsync()).Exits(0);
    }

    [Fact]
    public async Task Run_ConfigurationRuinedAndNoneWasGood_Refuses()
    {
        using var sea = new Sea();
        var config = sea.Folder.Write("agent.json", "{"u8.ToArray());

        (await AgentProcess.RunAsync(new AgentStart { Arguments = ["run", "--unattended", "--config", config], Environment = State(sea) })).Refuses(78, "agent.json");
    }

    private static string Loop(Sea sea) => LiveConfiguration.Write(sea, new LivePipelineText("reef-north", sea.ShortSong(), Loop: true));

    private static AgentProcess Start(Sea sea, string config, Dictionary<string, string> environment, params string[] more)
    {
        foreach (var (key, value) in State(sea)) environment[key] = value;
        return AgentProcess.Start(new AgentStart { Arguments = ["run", "--unattended", "--config", config, .. more], Environment = environment });
    }

    private static Dictionary<string, string> State(Sea sea) => new() { ["STATE_DIRECTORY"] = sea.Folder["state"] };
}
