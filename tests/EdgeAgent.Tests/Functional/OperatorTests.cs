using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAgent.Tests.Functional;

/// <summary>What operators ask of a running agent, and that it stays so: over a kill, over a restart.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task PauseAndThresholds_TheAgentIsKilled_HoldUntilTheyAreTakenBack()
    {
        using var sea = new Sea();
        using (var agent = await RemoteControlTests.StartAsync(sea))
        {
            (await EdgectlAsync(sea, "pipelines", "thresholds", "reef", "--high", "0.61", "--low", "0.6")).Exits(0);
            (await EdgectlAsync(sea, "pipelines", "pause", "reef")).Exits(0);
            agent.Signal("KILL");
            await agent.EndAsync();
        }

        using (var agent = await RemoteControlTests.StartAsync(sea))
        {
            var paused = await PipelineAsync(sea);
            Assert.Equal(("PIPELINE_STATE_PAUSED", "0.61", "0"), (paused.GetProperty("state").GetString(), paused.GetProperty("overrides").GetProperty("High").GetString(), paused.GetProperty("windows").GetString()));
            Assert.Contains("paused by an operator", paused.GetProperty("detail").GetString(), StringComparison.Ordinal);
            (await EdgectlAsync(sea, "pipelines", "resume", "reef")).Exits(0);
            Assert.Equal("0.6", (await PipelineAsync(sea)).GetProperty("overrides").GetProperty("Low").GetString());
            (await EdgectlAsync(sea, "pipelines", "thresholds", "reef", "--reset")).Exits(0);
            var ended = await RemoteControlTests.StopAsync(agent);
            Assert.Equal(2, AgentEvents.Gaps(ended.Output).Count(gap => (string?)gap["cause"] == "paused"));
        }

        using var last = await RemoteControlTests.StartAsync(sea);
        var running = await PipelineAsync(sea);
        Assert.Equal("PIPELINE_STATE_RUNNING", running.GetProperty("state").GetString());
        Assert.Empty(running.GetProperty("overrides").EnumerateObject());
        await RemoteControlTests.StopAsync(last);
    }

    [Fact]
    public async Task Wishes_OfARuinedFileOrThatDoNotFit_AreForgottenAndThePipelineListens()
    {
        using var sea = new Sea();
        sea.Folder.Write("state/operator.json", "{ \"reef\": { \"paused\": "u8.ToArray());
        using (var agent = await RemoteControlTests.StartAsync(sea))
        {
            await agent.ErrorLineAsync("are forgotten");
            Assert.Equal("PIPELINE_STATE_RUNNING", (await PipelineAsync(sea)).GetProperty("state").GetString());
            await RemoteControlTests.StopAsync(agent);
        }

        // High below the package's low.
        sea.Folder.Write("state/operator.json", """{ "reef": { "paused": false, "rules": { "High": "0.1" } }, "gone": { "paused": true, "rules": {} } }"""u8.ToArray());
        using var again = await RemoteControlTests.StartAsync(sea);
        await again.ErrorLineAsync("reef: thresholds that an operator had laid over its configuration are forgotten");
        Assert.Equal("PIPELINE_STATE_RUNNING", (await PipelineAsync(sea)).GetProperty("state").GetString());
        await RemoteControlTests.StopAsync(again);
    }

    [Fact]
    public async Task Pause_WhileAnEventIsOpen_ClosesItBecauseOfAGap()
    {
        using var sea = new Sea();
        var song = sea.Folder.Write("long.wav", WavWriter.Pcm16(SongMaker.Make(100, EdgeAgent.TestKit.Onnx.EnergyPackage.Rate, [(2, 99)]), EdgeAgent.TestKit.Onnx.EnergyPackage.Rate));
        using var agent = await RemoteControlTests.StartAsync(sea, [new LivePipelineText("lagoon", song)]);
        await agent.OutputLineAsync("\"pipeline\":\"lagoon\"");

        (await EdgectlAsync(sea, "pipelines", "pause", "lagoon")).Exits(0);

        var closed = AgentEvents.Closed((await RemoteControlTests.StopAsync(agent)).Output).Where(e => (string?)e["pipeline"] == "lagoon").ToArray();
        Assert.NotEmpty(closed);
        Assert.All(closed, e => Assert.Equal("gap", (string?)e["reason"]));
    }

    [Fact]
    public async Task Change_ThatWasMadeOrRefused_IsARecordOfTheLedgerWithItsPlaceInTheAuditLog()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);
        (await EdgectlAsync(sea, "pipelines", "pause", "reef")).Exits(0);
        (await EdgectlAsync(sea, "pipelines", "pause", "moon")).Exits(2);

        JsonObject[] records = [];
        await Until.HoldsAsync(
            async () =>
            {
                records = [.. (await EdgectlAsync(sea, "events", "--revisions", "--from-sequence", "1", "--limit", "1000", "--json")).Exits(0).Output.Select(line => JsonNode.Parse(line)!.AsObject()).Where(record => (string?)record["kind"] == "audit")];
                return records.Length >= 2;
            },
            "both changes are records of the ledger");

        Assert.Equal(["done", "failed"], records.Select(record => (string?)record["cause"]));
        Assert.All(records, record => Assert.Equal("/edgeagent.v1.AgentService/PausePipeline", (string?)record["audit"]!["call"]));
        var lines = File.ReadAllLines(sea.Folder["state/audit/audit.ndjson"]).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.All(records, record => Assert.Contains(lines, line => (string?)line["hash"] == (string?)record["audit"]!["hash"] && (long)line["n"]! == (long)record["audit"]!["number"]!));
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact]
    public async Task Status_OfARunningPipeline_TellsTheLatencyOfItsWindows()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);
        await agent.OutputLineAsync("\"state\":\"open\"");

        var latency = (await PipelineAsync(sea)).GetProperty("models")[0].GetProperty("latency");

        Assert.True(long.Parse(latency.GetProperty("count").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        double[] rising = [0, .. new[] { "p50", "p95", "p99", "longest" }.Select(name => latency.GetProperty(name).GetDouble())];
        Assert.Equal(rising.Order(), rising);
        Assert.True(rising[1] > 0);
        await RemoteControlTests.StopAsync(agent);
    }

    private static Task<AgentResult> EdgectlAsync(Sea sea, params string[] arguments) => ControlProcess.RunAsync([.. arguments, "--target", RemoteControlTests.Target(sea)]);

    private static async Task<JsonElement> PipelineAsync(Sea sea) =>
        JsonDocument.Parse(Assert.Single((await EdgectlAsync(sea, "status", "--json")).Exits(0).Output)).RootElement.GetProperty("pipelines")[0];
}
