using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Tests.Functional;

/// <summary>The real agent with the shipped model on one core that others keep busy with more important work: what it gives up, says, and takes back.</summary>
public sealed class OverloadTests
{
    private const int Pipelines = 4;

    // Four pipelines on a core that has other work.
    private static readonly TimeSpan Long = 2 * AgentProcess.Patience;

    [Fact]
    public async Task Run_StarvedOfTheProcessor_ClimbsDeclaresAndClimbsDownAgain()
    {
        var taskset = Programs.Need("taskset", "util-linux");
        var shipped = Path.Combine(Repository.Root, "models/repository");
        Assert.SkipUnless(File.Exists(Path.Combine(shipped, "humpback/1/model.json")), "needs the shipped model package");
        using var folder = new TemporaryFolder();
        using var agent = AgentProcess.Start(new AgentStart
        {
            Arguments = ["run", "--config", Configure(folder, shipped)],
            Under = [taskset, "-c", "0", "nice", "-n", "19"],
        });
        await agent.ErrorLineAsync("Driven from outside");
        await agent.ErrorLineAsync("Ctrl-C stops.");
        await Until.HoldsAsync(async () => (await StatusAsync(folder)).All(p => p.Windows > 2), "every pipeline is heard", Long);

        var hogs = Enumerable.Range(0, 3).Select(_ => Process.Start(taskset, ["-c", "0", "sh", "-c", "while :; do :; done"])).ToArray();
        try
        {
            await agent.ErrorLineAsync("can't keep up");
            await agent.OutputLineAsync("\"cause\":\"overload\"");
            await Until.HoldsAsync(() => Overloads(agent).Any(g => (double?)g["lost"]?["seconds"] > 0), "skipped sound is declared", Long);
        }
        finally
        {
            foreach (var hog in hogs)
            {
                hog.Kill();
                hog.Dispose();
            }
        }

        await Until.HoldsAsync(async () => (await StatusAsync(folder)).All(p => p.Step == "OVERLOAD_STEP_UNSPECIFIED"), "every pipeline is at the foot of the ladder again", Long);
        var status = await StatusAsync(folder);
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0).Notes("every window is scored at once from now on");

        foreach (var pipeline in status)
        {
            var declared = AgentEvents.Gaps(result.Output).Where(g => (string?)g["pipeline"] == pipeline.Name).Sum(g => (double?)g["lost"]?["seconds"] ?? 0);
            // What is analysed and what is declared is all there was, but for the window under way and what the clock saw while figures were taken.
            Assert.InRange(pipeline.Analysed + declared - pipeline.Elapsed, -4, 1);
        }

        // The faster variant came and went as a change of model that the ledger tells.
        var swaps = AgentEvents.Parse(result.Output).Where(e => (string?)e["kind"] == "model-swap" && (string?)e["cause"] == "overload").ToArray();
        Assert.Equal(swaps.Count(s => (string?)s["swap"]!["to"]!["variant"] == "int8"), swaps.Count(s => (string?)s["swap"]!["to"]!["variant"] == "full"));
    }

    private static IEnumerable<JsonObject> Overloads(AgentProcess agent) => AgentEvents.Gaps(agent.OutputLines).Where(g => (string?)g["cause"] == "overload");

    private static async Task<IReadOnlyList<(string Name, double Elapsed, double Analysed, long Windows, string Step)>> StatusAsync(TemporaryFolder folder)
    {
        var answer = (await ControlProcess.RunAsync("status", "--json", "--target", $"unix:{folder["control.sock"]}")).Exits(0).Output[0];
        return [.. JsonDocument.Parse(answer).RootElement.GetProperty("pipelines").EnumerateArray().Select(p => (p.GetProperty("name").GetString()!,
            p.GetProperty("elapsedSeconds").GetDouble(), p.GetProperty("analysedSeconds").GetDouble(),
            long.Parse(p.GetProperty("windows").GetString()!, System.Globalization.CultureInfo.InvariantCulture), p.GetProperty("overload").GetProperty("step").GetString()!))];
    }

    private static string Configure(TemporaryFolder folder, string repository)
    {
        var pipelines = new JsonArray();
        for (var i = 1; i <= Pipelines; i++)
        {
            pipelines.Add(new JsonObject
            {
                ["Name"] = $"reef-{i}",
                ["Source"] = new JsonObject { ["Kind"] = "synthetic", ["Signal"] = "noise", ["SampleRate"] = 48_000, ["Seed"] = i },
                ["Models"] = new JsonArray(new JsonObject { ["Name"] = "humpback", ["Variant"] = "full" }),
                ["Overload"] = new JsonObject { ["HoldSeconds"] = 2 },
            });
        }

        return folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            ["Agent"] = new JsonObject { ["Name"] = "test-buoy", ["StopDeadlineSeconds"] = 60, ["StateDirectory"] = folder["state"] },
            ["Control"] = new JsonObject { ["Socket"] = folder["control.sock"] },
            ["Mqtt"] = new JsonObject { ["Embedded"] = false },
            ["Models"] = new JsonObject { ["Repository"] = repository },
            ["Runtime"] = new JsonObject { ["Provider"] = "cpu" },
            ["Pipelines"] = pipelines,
        }.ToJsonString()));
    }
}
