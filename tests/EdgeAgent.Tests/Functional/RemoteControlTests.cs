using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace EdgeAgent.Tests.Functional;

/// <summary>The real agent, driven by the real edgectl over its socket.</summary>
public sealed class RemoteControlTests
{
    [Fact]
    public async Task Status_OfARunningAgent_TellsPipelinesModelAndStore()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);

        var status = Json(await ControlProcess.RunAsync("status", "--json", "--target", Target(sea)));

        Assert.Equal("test-buoy", status.GetProperty("device").GetString());
        var pipeline = Assert.Single(status.GetProperty("pipelines").EnumerateArray());
        Assert.Equal("reef", pipeline.GetProperty("name").GetString());
        Assert.Equal("PIPELINE_STATE_RUNNING", pipeline.GetProperty("state").GetString());
        Assert.Equal("energy", pipeline.GetProperty("models")[0].GetProperty("name").GetString());
        Assert.NotEqual("", status.GetProperty("store").GetProperty("storeId").GetString());
        var table = (await ControlProcess.RunAsync("status", "--target", Target(sea))).Exits(0);
        Assert.Contains(table.Output, line => line.StartsWith("reef", StringComparison.Ordinal) && line.Contains("running", StringComparison.Ordinal));
        await StopAsync(agent);
    }

    [Fact]
    public async Task Pause_ThenResume_DeclaresTheSilenceAndListensAgain()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);

        var paused = Json(await ControlProcess.RunAsync("pipelines", "pause", "reef", "--json", "--target", Target(sea)));
        var windows = paused.GetProperty("windows").GetString();
        var still = Json(await ControlProcess.RunAsync("status", "--json", "--target", Target(sea))).GetProperty("pipelines")[0];
        var resumed = Json(await ControlProcess.RunAsync("pipelines", "resume", "reef", "--json", "--target", Target(sea)));

        Assert.Equal("PIPELINE_STATE_PAUSED", paused.GetProperty("state").GetString());
        Assert.Equal(windows, still.GetProperty("windows").GetString());
        Assert.Equal("PIPELINE_STATE_RUNNING", resumed.GetProperty("state").GetString());
        var gaps = AgentEvents.Gaps((await StopAsync(agent)).Output).FindAll(gap => (string?)gap["cause"] == "paused");
        Assert.Equal(2, gaps.Count);
        Assert.Null(gaps[0]["to"]);
        Assert.True((double)gaps[1]["lost"]!["seconds"]! > 0);
        Assert.Equal((string?)gaps[0]["from"], (string?)gaps[1]["from"]);
    }

    [Fact]
    public async Task Restart_OfAPipelineWhoseInputHasEnded_ListensAgain()
    {
        using var sea = new Sea();
        // Two pipelines: one ends, the other one keeps the agent running.
        using var agent = await StartAsync(sea, [new LivePipelineText("short", sea.Folder.Write("tiny.wav", WavWriter.Pcm16(SongMaker.Make(1, EdgeAgent.TestKit.Onnx.EnergyPackage.Rate, []), EdgeAgent.TestKit.Onnx.EnergyPackage.Rate)))]);
        await agent.ErrorLineAsync("short: its input has ended");

        var restarted = (await ControlProcess.RunAsync("pipelines", "restart", "short", "--json", "--target", Target(sea))).Exits(0);

        Assert.Equal("PIPELINE_STATE_RUNNING", JsonDocument.Parse(restarted.Output[0]).RootElement.GetProperty("state").GetString());
        Assert.Contains(AgentEvents.Gaps((await StopAsync(agent)).Output), gap => (string?)gap["pipeline"] == "short" && (string?)gap["cause"] == "restarted" && gap["to"] is not null);
    }

    [Fact]
    public async Task Pause_OfAnUnknownPipeline_SaysWhatThereIs()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);

        var refused = (await ControlProcess.RunAsync("pipelines", "pause", "reeff", "--target", Target(sea))).Exits(2);

        Assert.Contains("reeff", refused.Error[0], StringComparison.Ordinal);
        Assert.Contains("reef", refused.Error[0].Replace("reeff", "", StringComparison.Ordinal), StringComparison.Ordinal);
        await StopAsync(agent);
    }

    [Fact]
    public async Task Events_OfTheStore_AreTheDocumentsByteForByte()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);
        await agent.OutputLineAsync("\"state\":\"close\"");

        var remote = (await ControlProcess.RunAsync("events", "--revisions", "--no-gaps", "--from-sequence", "1", "--limit", "3", "--json", "--target", Target(sea))).Exits(0);

        await StopAsync(agent);
        var local = (await AgentProcess.RunAsync("events", "--revisions", "--limit", "3", "--json", "--set", $"Agent:StateDirectory={sea.Folder["state"]}")).Exits(0);
        Assert.Equal(local.Output, remote.Output);
        Assert.Equal(3, remote.Output.Count);
    }

    [Fact]
    public async Task Audit_OfChanges_VerifiesUntilSomebodyChangesALine()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);
        (await ControlProcess.RunAsync("pipelines", "pause", "reef", "--target", Target(sea))).Exits(0);
        await StopAsync(agent);
        var file = sea.Folder["state/audit/audit.ndjson"];

        (await AgentProcess.RunAsync("audit", "verify", "--set", $"Agent:StateDirectory={sea.Folder["state"]}")).Exits(0);
        var text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("\"detail\":\"reef\"", "\"detail\":\"raef\"", StringComparison.Ordinal));

        (await AgentProcess.RunAsync("audit", "verify", "--dir", sea.Folder["state/audit"])).Refuses(42, "line 3", "was changed");
        (await AgentProcess.RunAsync("audit", "verify", "--dir", sea.Folder["nowhere"])).Refuses(1, "no audit log");
    }

    [Fact]
    public async Task Reload_OfAChangedThreshold_ShowsItDryAndThenRestartsThePipeline()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);
        var file = sea.Folder["agent.json"];
        var text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("\"MinSeconds\":\"0\"", "\"MinSeconds\":\"0.5\"", StringComparison.Ordinal).Replace("\"StopDeadlineSeconds\":60", "\"StopDeadlineSeconds\":50", StringComparison.Ordinal));

        var dry = Json(await ControlProcess.RunAsync("pipelines", "reload", "--dry-run", "--json", "--target", Target(sea))).GetProperty("changes");
        var done = Json(await ControlProcess.RunAsync("pipelines", "reload", "--json", "--target", Target(sea))).GetProperty("changes");
        var after = Json(await ControlProcess.RunAsync("pipelines", "reload", "--dry-run", "--json", "--target", Target(sea))).GetProperty("changes");

        Assert.Equal(["Agent:StopDeadlineSeconds 60 50 CONFIGURATION_EFFECT_AGENT_RESTART", "Pipelines:reef:Events:MinSeconds 0 0.5 CONFIGURATION_EFFECT_PIPELINE_RESTART"], Lines(dry));
        Assert.Equal(Lines(dry), Lines(done));
        Assert.Equal(["Agent:StopDeadlineSeconds 60 50 CONFIGURATION_EFFECT_AGENT_RESTART"], Lines(after));
        var gap = Assert.Single(AgentEvents.Gaps((await StopAsync(agent)).Output), gap => (string?)gap["cause"] == "restarted" && gap["to"] is not null);
        Assert.Equal("reef", (string?)gap["pipeline"]);

        static IEnumerable<string> Lines(JsonElement changes) => changes.EnumerateArray().Select(c => $"{c.GetProperty("key")} {c.GetProperty("before")} {c.GetProperty("after")} {c.GetProperty("effect")}");
    }

    [Fact]
    public async Task Reload_OfABadConfiguration_SaysEveryProblemAndChangesNothing()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);
        var file = sea.Folder["agent.json"];
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"MinSeconds\":\"0\"", "\"MinSeconds\":\"soon\"", StringComparison.Ordinal).Replace("\"StopDeadlineSeconds\":60", "\"StopDeadlineSeconds\":-5", StringComparison.Ordinal));

        var refused = (await ControlProcess.RunAsync("pipelines", "reload", "--target", Target(sea))).Exits(78);

        Assert.Contains("MinSeconds", string.Join(' ', refused.Error), StringComparison.Ordinal);
        Assert.Contains("StopDeadlineSeconds", string.Join(' ', refused.Error), StringComparison.Ordinal);
        Assert.DoesNotContain(AgentEvents.Gaps((await StopAsync(agent)).Output), gap => (string?)gap["cause"] == "restarted");
    }

    [Fact]
    public async Task Thresholds_AboveEveryScore_EndEventsAndBadOnesAreRefused()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);

        (await ControlProcess.RunAsync("pipelines", "thresholds", "reef", "--high", "0.2", "--low", "0.9", "--target", Target(sea))).Exits(1);
        (await ControlProcess.RunAsync("pipelines", "thresholds", "reef", "--high", "7", "--target", Target(sea))).Exits(2);
        (await ControlProcess.RunAsync("pipelines", "thresholds", "reef", "--high", "0.61", "--low", "0.6", "--target", Target(sea))).Exits(0);

        var restarted = AgentEvents.Gaps((await StopAsync(agent)).Output).FindAll(gap => (string?)gap["cause"] == "restarted");
        Assert.Equal(2, restarted.Count);
    }

    [Fact]
    public async Task Tap_OfARunningPipeline_GivesLevels()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);

        var tapped = (await ControlProcess.RunAsync("tap", "--pipeline", "reef", "--count", "2", "--json", "--target", Target(sea))).Exits(0);

        Assert.Equal(2, tapped.Output.Count);
        Assert.All(tapped.Output, line => Assert.Equal("reef", JsonDocument.Parse(line).RootElement.GetProperty("pipeline").GetString()));
        (await ControlProcess.RunAsync("tap", "--pipeline", "nowhere", "--count", "1", "--target", Target(sea))).Exits(2);
        await StopAsync(agent);
    }

    [Fact]
    public async Task LogLevel_None_SilencesAndNonsenseIsRefused()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);

        var set = (await ControlProcess.RunAsync("log-level", "debug", "--area", "EventStore", "--minutes", "5", "--target", Target(sea))).Exits(0);
        var refused = (await ControlProcess.RunAsync("log-level", "loud", "--target", Target(sea))).Exits(2);

        Assert.Contains(set.Output, line => line.StartsWith("EventStore  debug", StringComparison.Ordinal));
        Assert.Contains("loud", Assert.Single(refused.Error), StringComparison.Ordinal);
        await StopAsync(agent);
    }

    [Fact]
    public async Task SupportBundle_HoldsNotesConfigurationAndStatusAndNoSecret()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea, "--set", "Mqtt:Username=very-secret-name");
        var bundle = sea.Folder["bundle.tar.gz"];

        (await ControlProcess.RunAsync("support-bundle", "--out", bundle, "--target", Target(sea))).Exits(0);

        using var tar = new TarReader(new GZipStream(File.OpenRead(bundle), CompressionMode.Decompress));
        var files = new Dictionary<string, string>();
        while (tar.GetNextEntry() is { } entry) files[entry.Name.Split('/')[1]] = new StreamReader(entry.DataStream!).ReadToEnd();
        Assert.Contains("Driven from outside", files["notes.txt"], StringComparison.Ordinal);
        Assert.Contains("Agent:Name = test-buoy", files["configuration.txt"], StringComparison.Ordinal);
        Assert.Contains("\"test-buoy\"", files["status.json"], StringComparison.Ordinal);
        Assert.Contains("SupportBundle", files["audit.ndjson"], StringComparison.Ordinal);
        Assert.DoesNotContain(files.Values, text => text.Contains("very-secret-name", StringComparison.Ordinal));
        await StopAsync(agent);
    }

    [Fact]
    public async Task Top_Piped_GivesAStatusALine()
    {
        using var sea = new Sea();
        using var agent = await StartAsync(sea);

        var top = (await ControlProcess.RunAsync("top", "--count", "2", "--interval", "0.1", "--target", Target(sea))).Exits(0);

        Assert.Equal(2, top.Output.Count);
        await StopAsync(agent);
    }

    [Fact]
    public async Task Status_WithoutAnAgent_SaysSo()
    {
        using var sea = new Sea();

        var refused = (await ControlProcess.RunAsync("status", "--target", Target(sea))).Exits(1);

        Assert.Contains("no agent has its socket there", Assert.Single(refused.Error), StringComparison.Ordinal);
    }

    internal static string Target(Sea sea) => "unix:" + sea.Folder["state/control.sock"];

    internal static Task<AgentProcess> StartAsync(Sea sea, params string[] arguments) => StartAsync(sea, [], arguments);

    internal static async Task<AgentProcess> StartAsync(Sea sea, LivePipelineText[] more, params string[] arguments)
    {
        var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", LiveConfiguration.Write(sea, [new LivePipelineText("reef", sea.ShortSong(), Loop: true), .. more]), "--set", $"Control:Socket={sea.Folder["state/control.sock"]}", .. arguments],
        });
        await agent.ErrorLineAsync("Driven from outside");
        return agent;
    }

    internal static async Task<AgentResult> StopAsync(AgentProcess agent)
    {
        agent.Signal("TERM");
        return (await agent.EndAsync()).Exits(0);
    }

    private static JsonElement Json(AgentResult result) => JsonDocument.Parse(Assert.Single(result.Exits(0).Output)).RootElement;
}
