using EdgeAgent.Tests.Functional;

namespace EdgeAgent.Tests.Service;

/// <summary>The real agent that is told to read its configuration again, under a service manager that the test plays.</summary>
public sealed class ServiceReloadTests : IDisposable
{
    private readonly Sea _sea = new();
    private readonly ServiceManager _manager;

    public ServiceReloadTests()
    {
        // Bit 0 of the ignored signals: a program that is started so never hears of a hangup, and its children don't either.
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)).Split('\t')[1];
        Assert.SkipWhen((Convert.ToUInt64(ignored, 16) & 1) != 0, "hangups are ignored here, as under nohup");
        _manager = new ServiceManager(_sea.Folder["notify"]);
    }

    [Fact]
    public async Task Hangup_PipelineChanged_IsReloadingThenReadyAndHearsWithIt()
    {
        var config = Write();
        using var agent = await StartAsync(config);

        Change(config, "\"KOfN\":\"1/1\"", "\"KOfN\":\"2/2\"");
        agent.Signal("HUP");

        await agent.ErrorLineAsync("configuration read again: 1 changed key is in effect");
        await agent.ErrorLineAsync("reef-north: listens again");
        await ReadyAgainAsync();
        var lines = _manager.Lines.SkipWhile(line => line != "RELOADING=1").ToArray();
        Assert.StartsWith("MONOTONIC_USEC=", lines[1], StringComparison.Ordinal);
        // The kernel's monotonic clock, which the manager compares with its own.
        Assert.InRange(long.Parse(lines[1].Split('=')[1], System.Globalization.CultureInfo.InvariantCulture), 1, UptimeMicroseconds());
        // A box whose configuration is ruined later goes on with what was in effect.
        Assert.Contains("2/2", await File.ReadAllTextAsync(_sea.Folder["state/config.last-good.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await StopAsync(agent);
    }

    [Theory]
    [InlineData("\"Kind\":\"file\"", "\"Kind\":\"gramophone\"", "the new configuration is refused, the former one stays in effect (Pipelines:0:Source:Kind: 'gramophone' is not one of")]
    [InlineData("\"Agent\":{", "\"Agent\":{{", "the new configuration is refused")]
    [InlineData("short.wav", "nothing.wav", "the new configuration is not in effect as a whole (reef-north can't be opened")]
    public async Task Hangup_ConfigurationCannotBeUsed_OldOneGoesOnAndStatusSaysWhyUntilItIsMended(string good, string bad, string why)
    {
        var config = Write();
        using var agent = await StartAsync(config);
        Change(config, good, bad);

        agent.Signal("HUP");
        var status = await _manager.LineAsync(line => line.StartsWith("STATUS=" + why, StringComparison.Ordinal), why);
        await ReadyAgainAsync();

        Assert.Contains("1 of 1 pipelines listening", status, StringComparison.Ordinal);
        Assert.DoesNotContain(agent.ErrorLines, line => line.Contains("listens again", StringComparison.Ordinal));

        Change(config, bad, good);
        agent.Signal("HUP");
        await agent.ErrorLineAsync("configuration read again: nothing has changed");
        await Until.HoldsAsync(() => _manager.Lines.Last(line => line.StartsWith("STATUS=", StringComparison.Ordinal)).StartsWith("STATUS=1 of 1", StringComparison.Ordinal));
        await StopAsync(agent);
    }

    [Fact]
    public async Task Hangup_KeyThatNeedsARestart_SaysWhichOneWaits()
    {
        var config = Write();
        using var agent = await StartAsync(config);
        Change(config, "\"StopDeadlineSeconds\":60", "\"StopDeadlineSeconds\":61");

        agent.Signal("HUP");

        Assert.Contains("Agent:StopDeadlineSeconds", await _manager.LineAsync("STATUS=configuration read again; 1 of its keys waits for a restart"), StringComparison.Ordinal);
        await StopAsync(agent);
    }

    [Fact]
    public async Task Validate_Quick_LooksAtKeysAndNotAtInputs()
    {
        var config = Write();
        Change(config, "short.wav", "nothing.wav");

        (await AgentProcess.RunAsync("validate", "--quick", "--config", config)).Exits(0);
        (await AgentProcess.RunAsync("validate", "--config", config)).Refuses(78, "nothing.wav");
        Change(config, "\"Kind\":\"file\"", "\"Kind\":\"gramophone\"");
        (await AgentProcess.RunAsync("validate", "--quick", "--config", config)).Refuses(78, "gramophone");
    }

    public void Dispose()
    {
        _manager.Dispose();
        _sea.Dispose();
    }

    private static void Change(string config, string from, string to)
    {
        var text = File.ReadAllText(config);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(from, to, StringComparison.Ordinal));
    }

    private static long UptimeMicroseconds() => (long)(1e6 * (1 + double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));

    private static async Task StopAsync(AgentProcess agent)
    {
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);
    }

    private Task ReadyAgainAsync() => Until.HoldsAsync(() => _manager.Lines.SkipWhile(line => line != "RELOADING=1").Contains("READY=1"));

    private string Write() => LiveConfiguration.Write(_sea, new LivePipelineText("reef-north", _sea.ShortSong(), Loop: true));

    private async Task<AgentProcess> StartAsync(string config)
    {
        var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--unattended", "--config", config],
            Environment = new Dictionary<string, string> { ["STATE_DIRECTORY"] = _sea.Folder["state"], ["NOTIFY_SOCKET"] = _manager.Address },
        });
        await _manager.LineAsync("READY=1");
        await _manager.LineAsync("STATUS=1 of 1 pipelines listening");
        return agent;
    }
}
