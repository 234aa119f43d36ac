using System.Globalization;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>The daemon with real live sources behind it.</summary>
public sealed class LiveSourceTests
{
    private const int Rate = EnergyPackage.Rate;

    [Fact]
    public async Task Run_CommandInRealTimeWithTornWrites_GivesTheEventsOfReplay()
    {
        Need("ffmpeg");
        using var sea = new Sea();
        var song = sea.ShortSong();
        var replayed = (await sea.ReplayAsync(song, "--rule", "KOfN=1/1", "--rule", "Smoothing=none", "--rule", "MinSeconds=0", "--rule", "MergeGapSeconds=0.1")).Exits(0);
        // Four times its own speed; written in pieces that cut samples.
        using var agent = Run(sea, new JsonObject
        {
            ["Kind"] = "command",
            ["Command"] = new JsonArray("sh", "-c", "ffmpeg -nostdin -loglevel error -readrate 4 -i \"$1\" -f s16le - | dd bs=977 status=none", "sh", song),
            ["SampleRate"] = Rate,
            ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0 },
        });
        await agent.OutputLineAsync("\"source-ended\"");
        agent.Signal("TERM");
        var live = (await agent.EndAsync()).Exits(0);

        var first = AgentEvents.Parse(live.Output).First(e => e["stream"] is not null)["stream"]!["id"]!.ToString();
        Assert.EndsWith("/1", first, StringComparison.Ordinal);
        var heard = live.Output.Where(line => line.Contains($"\"{first}\"", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(AgentEvents.Closed(replayed.Output));
        // Only the place, the names and the clock differ; the live run says that a gap follows its end.
        Assert.Equal(Comparable(AgentEvents.Closed(replayed.Output)), Comparable(AgentEvents.Closed(heard)));

        static string[] Comparable(IEnumerable<JsonObject> events) =>
            [.. events.Select(e => $"{e["label"]} {e.First()} {e.Last()} {e["revision"]} {e["score"]!.ToJsonString()}").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Run_SourceThatDiesAndComesBack_ClosesItsEventsAndGoesOnInAnEpochOfItsOwn()
    {
        using var sea = new Sea();
        var raw = sea.Folder.Write("song.raw", new Song(SongMaker.Make(2, Rate, [(0, 2)]), Rate).Raw);
        // Once; then it hangs until it is killed.
        using var agent = Run(sea, new JsonObject
        {
            ["Kind"] = "command",
            ["Command"] = new JsonArray("sh", "-c", "cat \"$1\"; if [ ! -e \"$1.once\" ]; then : > \"$1.once\"; kill -KILL $$; fi; exec sleep 1000", "sh", raw),
            ["SampleRate"] = Rate,
            ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0, ["FrozenSeconds"] = 0, ["StallSeconds"] = 2 },
        });
        await agent.OutputLineAsync("\"source-stalled\"");
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        var gaps = AgentEvents.Gaps(result.Output);
        Assert.Equal("command sh: sh was killed by SIGKILL", (string)gaps[0]["detail"]!);
        Assert.Equal(["source-ended", "source-ended", "source-stalled", "source-stalled"], gaps.Take(4).Select(g => (string)g["cause"]!));
        Assert.True((double)gaps[1]["lost"]!["seconds"]! >= 0);
        var calls = AgentEvents.Closed(result.Output).Where(e => (string?)e["label"] == "call").ToArray();
        Assert.Equal(["gap", "gap"], calls.Take(2).Select(e => (string?)e["reason"]));
        Assert.NotEqual(calls[0]["stream"]!["id"]!.ToString(), calls[1]["stream"]!["id"]!.ToString());
    }

    [Fact]
    public async Task Run_AgentKilledWithSigkill_ItsSourcesAreGone()
    {
        using var sea = new Sea();
        var pids = sea.Folder["pids"];
        using var agent = Run(sea, new JsonObject
        {
            ["Kind"] = "command",
            ["Command"] = new JsonArray("sh", "-c", "sleep 1000 & echo $$ $! > \"$1.new\"; mv \"$1.new\" \"$1\"; exec cat /dev/urandom", "sh", pids),
            ["SampleRate"] = Rate,
            ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0 },
        });
        await Until.HoldsAsync(() => File.Exists(pids), "the source has started");
        var children = File.ReadAllText(pids).Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(children, id => Assert.True(Runs(id)));

        agent.Signal("KILL");

        await Until.HoldsAsync(() => !children.Any(Runs), "its children are gone");
    }

    [Fact]
    public async Task Run_FolderThatARecorderFills_GivesTheEventsOfReplayOnceOverRestarts()
    {
        using var sea = new Sea();
        var song = new Song(SongMaker.Make(30, Rate, [(3, 6), (9, 13), (19, 22)]), Rate);
        var card = song.WriteCut(sea.Folder.Folder("card"), [10 * Rate, 20 * Rate]);
        var source = new JsonObject { ["Kind"] = "directory", ["Path"] = card, ["SettleSeconds"] = 0.3 };
        var replayed = (await AgentProcess.RunAsync("replay", card, "--pipeline", "reef", "--config", Configure(sea, (JsonObject)source.DeepClone()))).Exits(0);
        var wanted = AgentEvents.Closed(replayed.Output);
        AgentResult first;
        using (var agent = Run(sea, (JsonObject)source.DeepClone()))
        {
            // The last call lies in the third file.
            await agent.OutputLineAsync($"\"first\":{wanted[^1].First()}");
            // A file is done when its samples were taken.
            await Until.HoldsAsync(() => agent.OutputLines.Count(line => line.Contains("\"close\"", StringComparison.Ordinal)) >= wanted.Count - 1, "the calls before are closed");
            agent.Signal("TERM");
            first = (await agent.EndAsync()).Exits(0);
        }

        var heard = AgentEvents.Closed(first.Output);
        Assert.Equal(wanted.Select(Identity), heard.Select(Identity));
        Assert.All(heard, e => Assert.StartsWith(card, (string)e["recording"]!["path"]!, StringComparison.Ordinal));

        using var second = Run(sea, source);
        await second.ErrorLineAsync("Ctrl-C stops.");
        song.WriteFrom(card, 0, 5 * Rate, "AGAIN");
        await second.OutputLineAsync("AGAIN/");
        second.Signal("TERM");
        Assert.All(AgentEvents.Closed((await second.EndAsync()).Exits(0).Output), e => Assert.StartsWith("AGAIN/", (string)e["stream"]!["id"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_PasswordInTheAddress_IsNowhereInWhatTheAgentSays()
    {
        Need("ffmpeg");
        using var sea = new Sea();
        using var agent = Run(sea, new JsonObject { ["Kind"] = "ffmpeg", ["Url"] = "rtsp://buoy:hunter2@127.0.0.1:1/live?token=t0k3n", ["SampleRate"] = Rate });
        await agent.OutputLineAsync("\"source-missing\"");
        agent.Signal("TERM");
        var result = (await agent.EndAsync()).Exits(0);

        result.Notes("listens to ffmpeg input rtsp://***@127.0.0.1:1/live?token=***");
        Assert.DoesNotContain(result.Output.Concat(result.Error), line => line.Contains("hunter2", StringComparison.Ordinal) || line.Contains("t0k3n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_SyntheticSource_IsHeard()
    {
        using var sea = new Sea();
        using var agent = Run(sea, new JsonObject { ["Kind"] = "synthetic", ["Signal"] = "chirps", ["SampleRate"] = Rate });
        await agent.OutputLineAsync("\"open\"");
        agent.Signal("TERM");

        (await agent.EndAsync()).Exits(0).Notes("listens to synthetic chirps");
    }

    private static string Identity(JsonObject e) => $"{e["label"]} {e.First()} {e["onset"]} {e["stream"]!["id"]} {e["id"]}";

    private static AgentProcess Run(Sea sea, JsonObject source) => AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", Configure(sea, source)] });

    private static string Configure(Sea sea, JsonObject source)
    {
        var root = new JsonObject
        {
            ["Agent"] = new JsonObject { ["Name"] = "test-buoy", ["StopDeadlineSeconds"] = 60, ["StateDirectory"] = sea.Folder["state"] },
            ["Mqtt"] = new JsonObject { ["Embedded"] = false },
            ["Models"] = new JsonObject { ["Repository"] = sea.Repository },
            ["Pipelines"] = new JsonArray(new JsonObject
            {
                ["Name"] = "reef",
                ["Source"] = source,
                ["Models"] = new JsonArray(new JsonObject { ["Name"] = "energy" }),
                ["Events"] = new JsonObject { ["KOfN"] = "1/1", ["Smoothing"] = "none", ["MinSeconds"] = "0", ["MergeGapSeconds"] = "0.1" },
            }),
        };
        return sea.Folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    private static void Need(string program) =>
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))), $"needs {program}, which is not on this machine");

    private static bool Runs(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
