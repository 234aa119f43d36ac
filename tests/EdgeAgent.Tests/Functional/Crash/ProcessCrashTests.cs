using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EdgeAgent.TestKit.Mqtt;
using EdgeAgent.TestKit.Onnx;
using EdgeAgent.Tests.Service;

namespace EdgeAgent.Tests.Functional.Crash;

/// <summary>
/// One box that crashes again and again: the agent as its service manager runs it, listening through a program, with an activated model, killed alone or with everything that it started, as a container is.
/// Each boot must be healthy, hear with the activated model and leave nothing behind; in the end every message must have come, each number once.
/// <c>make soak-crash</c> makes 60 crashes.
/// </summary>
public sealed partial class ProcessCrashTests(ITestOutputHelper output) : IDisposable
{
    private const int InSample = 4;
    private const int Activated = 2;

    private readonly Sea _sea = new();

    [Fact]
    public async Task Agent_CrashesAtRandomMoments_ComesBackHealthyAndLosesNothing()
    {
        var (crashes, seed) = (Number("EDGEAGENT_PROCESS_CRASHES") ?? InSample, Number("EDGEAGENT_CRASH_SEED") ?? 1);
        var random = new Random(seed);
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { MaxInflight = 0, MaxQueued = 0, Lines = ["max_queued_bytes 0"] });
        await using var receiver = await LedgerReceiver.StartAsync(broker.Port);
        var config = Configure(broker.Port);
        await ActivateAsync(config);

        var (alone, whole, starting) = (0, 0, 0);
        for (var crash = 0; crash < crashes; crash++)
        {
            using var manager = new ServiceManager(_sea.Folder[$"notify-{crash}"]);
            using var agent = Start(config, manager);
            var early = random.Next(4) == 0;
            if (early) starting++;
            else await HealthyAsync(agent, manager);
            if (!early && random.Next(2) == 0) await receiver.ReceivedAsync(receiver.Received + random.Next(1, 40));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(early ? 1500 : 700)), TestContext.Current.CancellationToken);
            if (random.Next(2) == 0)
            {
                agent.Signal("KILL");
                alone++;
            }
            else
            {
                KillAll(agent);
                whole++;
            }

            await agent.EndAsync();
            await GoneAsync();
        }

        using var last = new ServiceManager(_sea.Folder["notify-last"]);
        using var final = Start(config, last);
        await HealthyAsync(final, last);
        await receiver.ReceivedAsync(receiver.Received + 20);
        final.Signal("TERM");
        var result = (await final.EndAsync()).Exits(0);
        await GoneAsync();
        var kept = result.Error.Select(line => Kept().Match(line)).Last(match => match.Success);
        Assert.Equal("0", kept.Groups[2].Value);
        var stored = long.Parse(kept.Groups[1].Value, CultureInfo.InvariantCulture);
        await receiver.ReachesAsync(stored);
        var report = receiver.Report();
        Assert.Empty(report.Faults);
        var store = Assert.Single(report.Stores);
        Assert.Equal(stored, store.Last);
        Assert.Empty(store.Declared);
        output.WriteLine($"seed {seed}: {crashes} crashes ({alone} of the agent alone, {whole} with everything it had started, {starting} while it started): {stored} messages, each number came; energy {Activated} heard after each; nothing left behind");
    }

    public void Dispose() => _sea.Dispose();

    private AgentProcess Start(string config, ServiceManager manager) => AgentProcess.Start(new AgentStart
    {
        Arguments = ["run", "--unattended", "--config", config],
        Environment = new Dictionary<string, string> { ["STATE_DIRECTORY"] = _sea.Folder["state"], ["NOTIFY_SOCKET"] = manager.Address, ["WATCHDOG_USEC"] = "30000000" },
    });

    private static async Task HealthyAsync(AgentProcess agent, ServiceManager manager)
    {
        await manager.LineAsync("READY=1");
        Assert.StartsWith("STATUS=1 of 1 pipelines listening", await manager.LineAsync("STATUS="), StringComparison.Ordinal);
        Assert.Contains($"with energy {Activated} (", await agent.ErrorLineAsync("reef: listens to"), StringComparison.Ordinal);
    }

    private async Task ActivateAsync(string config)
    {
        var draft = EnergyPackage.Write(_sea.Folder["draft"], change: manifest => manifest["version"] = Activated);
        var archive = _sea.Folder["energy.tar.gz"];
        (await AgentProcess.RunAsync("models", "pack", draft, "--out", archive)).Exits(0);
        using var manager = new ServiceManager(_sea.Folder["notify-first"]);
        using var agent = Start(config, manager);
        await agent.ErrorLineAsync("Driven from outside");
        var target = $"unix:{_sea.Folder["control.sock"]}";
        (await ControlProcess.RunAsync("models", "push", archive, "--target", target)).Exits(0);
        (await ControlProcess.RunAsync("models", "activate", $"energy:{Activated}", "--probation-minutes", "0", "--wait", "--target", target)).Exits(0);
        agent.Signal("TERM");
        (await agent.EndAsync()).Exits(0);
    }

    // Everything that descends from the agent, as a container's end takes it: stopped first, so that nothing has time to react.
    private static void KillAll(AgentProcess agent)
    {
        agent.Signal("STOP");
        var parents = Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => int.TryParse(name, out _)).Select(name => (Id: name, Parent: ParentOf(name))).ToArray();
        var doomed = new List<string> { agent.Id.ToString(CultureInfo.InvariantCulture) };
        for (var i = 0; i < doomed.Count; i++) doomed.AddRange(parents.Where(p => p.Parent == doomed[i]).Select(p => p.Id));
        using var kill = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"kill -KILL {string.Join(' ', doomed)} 2>/dev/null; true"]);
        kill.WaitForExit();
    }

    private static string? ParentOf(string process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // What the agent listened through has the folder's name in its command line.
    private async Task GoneAsync()
    {
        var left = Left();
        for (var i = 0; left.Length > 0; i++)
        {
            Assert.True(i < 3000, $"still there half a minute after the agent's end: {string.Join(" | ", left)}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
            left = Left();
        }
    }

    private string[] Left() => [.. Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(CommandOf).Where(command => command.Contains(_sea.Folder["listen.sh"], StringComparison.Ordinal))];

    private static string CommandOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private string Configure(int port)
    {
        var song = _sea.Folder.Write("song.raw", new Song(SongMaker.Make(16, EnergyPackage.Rate, [(3, 6), (9, 13)]), EnergyPackage.Rate).Raw);
        var script = _sea.Folder.Write("listen.sh", System.Text.Encoding.UTF8.GetBytes($"while :; do cat {song}; sleep 0.1; done\n"));
        var root = new JsonObject
        {
            ["Agent"] = new JsonObject { ["Name"] = "test-buoy", ["StateDirectory"] = _sea.Folder["state"], ["CrashLimit"] = 0 },
            ["Mqtt"] = new JsonObject { ["Servers"] = new JsonArray($"mqtt://{RealBroker.Host}:{port.ToString(CultureInfo.InvariantCulture)}") },
            ["Models"] = new JsonObject { ["Repository"] = _sea.Repository },
            ["Control"] = new JsonObject { ["Socket"] = _sea.Folder["control.sock"] },
            ["Pipelines"] = new JsonArray(new JsonObject
            {
                ["Name"] = "reef",
                ["Source"] = new JsonObject
                {
                    ["Kind"] = "command", ["Command"] = new JsonArray("sh", script), ["SampleRate"] = EnergyPackage.Rate,
                    // It sings faster than real time, again and again.
                    ["Watchdog"] = new JsonObject { ["RateTolerance"] = 0, ["FrozenSeconds"] = 0 },
                },
                ["Models"] = new JsonArray(new JsonObject { ["Name"] = "energy" }),
                ["Events"] = new JsonObject { ["KOfN"] = "1/1", ["Smoothing"] = "none", ["MinSeconds"] = "0", ["MergeGapSeconds"] = "0.1" },
            }),
        };
        return _sea.Folder.Write("agent.json", System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"(\d+) messages stored, (\d+) to be confirmed")]
    private static partial Regex Kept();
}
