using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>A real recording, heard live by three models of different rates at once, gives the events of its replay.</summary>
public sealed class LiveReplayTests
{
    private const int Rate = 10_000;
    private const int Header = 44;

    [Fact]
    public async Task Run_RealRecordingAndThreeModels_GivesTheEventsOfReplay()
    {
        var shipped = Path.Combine(Repository.Root, "models/repository/humpback");
        Assert.SkipUnless(File.Exists(Path.Combine(shipped, "1/model.json")), "needs the shipped model package");
        var recording = Repository.SharedPath("data/audio/long/HYD11_20230710_060000.wav");
        var bytes = await File.ReadAllBytesAsync(recording, TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        var repository = folder.Folder("repository");
        Directory.CreateSymbolicLink(Path.Combine(repository, "humpback"), shipped);
        var usual = MemoryMarshal.Cast<byte, short>(bytes.AsSpan(Header)).ToArray().Average(s => Math.Abs(s / 32768.0));
        Loudness(repository, "loud-4k", 4000, (float)usual);
        Loudness(repository, "loud-16k", 16_000, (float)usual);
        // As it comes out of a pipe: in pieces that cut samples, faster than real time.
        var raw = folder.Write("song.raw", bytes.AsSpan(Header));
        var configuration = Configure(folder, repository, raw);

        using var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", configuration] });
        await agent.OutputLineAsync("\"source-ended\"");
        agent.Signal("TERM");
        var live = (await agent.EndAsync()).Exits(0).Output;
        var stream = (string)AgentEvents.Parse(live).First(e => e["stream"] is not null)["stream"]!["id"]!;
        var replayed = (await AgentProcess.RunAsync(new AgentStart
        {
            Arguments = ["replay", "-", "--rate", Rate.ToString(CultureInfo.InvariantCulture), "--stream-id", stream, "--pipeline", "reef", "--config", configuration],
            Input = bytes.AsMemory(Header),
        })).Exits(0).Output;

        var wanted = Comparable(replayed, stream);
        Assert.True(AgentEvents.Closed(replayed).Count >= 50, $"{AgentEvents.Closed(replayed).Count} events");
        Assert.Equal(["humpback", "loud-16k", "loud-4k"], AgentEvents.Closed(replayed).Select(e => (string)e["model"]!["name"]!).Distinct().Order());
        Assert.Equal(wanted, Comparable(live, stream));
    }

    // id, revision, state, positions, label and scores: what "the same" means. Models take turns as blocks come, so that only the order within a model is told.
    private static string[] Comparable(IEnumerable<string> lines, string stream) =>
        [.. AgentEvents.Parse(lines).Where(e => (string?)e["stream"]?["id"] == stream)
            .Select(e => $"{e["model"]!["name"]} {e["id"]} {e["revision"]} {e["state"]} {e["stream"]!.ToJsonString()} {e["label"]} {e["score"]!.ToJsonString()}").Order(StringComparer.Ordinal)];

    // Hears whatever is louder than usual, for a quarter of a second at a time.
    private static void Loudness(string repository, string name, int rate, float usual)
    {
        var model = new OnnxModelBuilder()
            .Input("waveform", "N", rate / 2)
            .Node("Abs", ["waveform"], ["size"])
            .ReduceMean("size", "mean", [1], keepDimensions: true)
            .Initializer("gain", [1, 1], [4 / usual])
            .MatMul("mean", "gain", "scaled")
            .Initializer("bias", [1], [-5f])
            .Add("scaled", "bias", "logits")
            .Sigmoid("logits", "scores")
            .Output("scores", "N", 1);
        EnergyPackage.Write(repository, name, model.Build(), manifest =>
        {
            var input = manifest["input"]!;
            (input["sampleRate"], input["windowSamples"], input["hopSamples"]) = (rate, rate / 2, rate / 4);
            manifest["labels"] = new JsonArray("loud");
        });
    }

    private static string Configure(TemporaryFolder folder, string repository, string raw) => folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(new JsonObject
    {
        ["Agent"] = new JsonObject { ["Name"] = "test-buoy", ["StopDeadlineSeconds"] = 60, ["StateDirectory"] = folder["state"] },
        ["Mqtt"] = new JsonObject { ["Embedded"] = false },
        ["Models"] = new JsonObject { ["Repository"] = repository },
        ["Pipelines"] = new JsonArray(new JsonObject
        {
            ["Name"] = "reef",
            ["Source"] = new JsonObject
            {
                ["Kind"] = "command", ["SampleRate"] = Rate,
                ["Command"] = new JsonArray("sh", "-c", "dd if=\"$1\" bs=977 status=none", "sh", raw),
                ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0, ["FrozenSeconds"] = 0 },
            },
            ["Models"] = new JsonArray(new JsonObject { ["Name"] = "humpback" }, new JsonObject { ["Name"] = "loud-4k" }, new JsonObject { ["Name"] = "loud-16k" }),
            ["Events"] = new JsonObject { ["High"] = "0.6", ["Low"] = "0.4", ["KOfN"] = "1/1", ["Smoothing"] = "none", ["MinSeconds"] = "0", ["MergeGapSeconds"] = "0" },
        }),
    }.ToJsonString()));
}
