using System.Text.Json.Nodes;
using EdgeAgent.Tests.Run.Variants;

namespace EdgeAgent.Tests.Functional;

/// <summary>Variants of a model in the running agent: watched by the full model, given up, and chosen.</summary>
public sealed class VariantTests
{
    [Fact]
    public async Task Run_QuantizedVariantThatHearsSomethingElse_IsGivenUpAndNotTrustedAgain()
    {
        using var sea = new Sea();
        DamagedEnergy.Write(sea.Repository);
        using (var agent = await StartAsync(sea, "--set", "Pipelines:0:Models:0:Variant=int8", "--set", "Models:TwinEvery=1"))
        {
            await agent.OutputLineAsync("\"cause\":\"demoted\"");
            await agent.ErrorLineAsync("the variant int8 is given up: it decided");
            // Events from then on are the full model's, and say so.
            await agent.OutputLineAsync("\"variant\":\"full\"");
            var swap = AgentEvents.Parse(agent.OutputLines).First(e => (string?)e["cause"] == "demoted");
            Assert.Equal(("int8", "full"), ((string?)swap["swap"]!["from"]!["variant"], (string?)swap["swap"]!["to"]!["variant"]));
            agent.Signal("TERM");
            (await agent.EndAsync()).Exits(0);
        }

        Assert.Contains("otherwise than the full model", await File.ReadAllTextAsync(sea.Folder["state/variants.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var again = await StartAsync(sea, "--set", "Pipelines:0:Models:0:Variant=int8", "--set", "Models:TwinEvery=1");
        await again.OutputLineAsync("\"cause\":\"demoted\"");
        again.Signal("TERM");
        (await again.EndAsync()).Exits(0);
    }

    [Fact]
    public async Task Run_VariantThatAgrees_TellsItsAgreementInHealthStatusAndMetrics()
    {
        using var sea = new Sea();
        var folder = DamagedEnergy.Write(sea.Repository);
        // The same model once more: as good as the full one.
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "model.json"), TestContext.Current.CancellationToken))!;
        manifest["variants"]!["int8"]!["file"] = "model.onnx";
        manifest["variants"]!["int8"]!["sha256"] = (string)manifest["variants"]!["full"]!["sha256"]!;
        await File.WriteAllTextAsync(Path.Combine(folder, "model.json"), manifest.ToJsonString(), TestContext.Current.CancellationToken);
        using var agent = await StartAsync(sea, "--set", "Pipelines:0:Models:0:Variant=int8", "--set", "Models:TwinEvery=1");
        var patience = TimeProvider.System.GetUtcNow().AddSeconds(90);
        JsonNode? twin = null;
        while (twin?["compared"] is null && TimeProvider.System.GetUtcNow() < patience)
        {
            var status = (await ControlProcess.RunAsync("status", "--json", "--target", $"unix:{sea.Folder["control.sock"]}")).Output;
            twin = status.Count == 0 ? null : JsonNode.Parse(status[0])!["pipelines"]?[0]?["models"]?[0]?["twin"];
        }

        Assert.NotNull(twin);
        Assert.Equal((string?)twin["compared"], (string?)twin["same"]);
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);
        Assert.DoesNotContain(agent.OutputLines, line => line.Contains("demoted", StringComparison.Ordinal));
    }

    private static async Task<AgentProcess> StartAsync(Sea sea, params string[] options)
    {
        var config = LiveConfiguration.Write(sea, new LivePipelineText("reef", sea.ShortSong(), Loop: true));
        var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config, "--set", $"Control:Socket={sea.Folder["control.sock"]}", .. options] });
        await agent.ErrorLineAsync("Driven from outside");
        return agent;
    }
}
