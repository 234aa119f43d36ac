using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAgent.TestKit.Mqtt;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>Versions that are wrong on purpose, each in its way, sent to a running agent with the real edgectl: refused or rolled back with the reason, and what is heard live is not disturbed.</summary>
public sealed class WrongModelTests
{
    [Fact]
    public async Task Push_OfWhatIsNoSoundPackage_IsRefusedWithTheReasonAndNobodyNotices()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        await using var broker = await MosquittoBroker.StartAsync();
        var (key, trusted) = await KeyAsync(sea, "publisher");
        var (stranger, _) = await KeyAsync(sea, "stranger");
        using var agent = await StartAsync(sea, QuickModels.Song(sea), broker.Port, "--set", "Models:RequireSignature=true", "--set", $"Models:TrustedKeys:0={trusted}");

        await RefusedAsync(sea, await QuickModels.PackAsync(sea, 2), "signature");
        await RefusedAsync(sea, await SignedAsync(sea, 3, stranger), "signature");
        var good = await SignedAsync(sea, 4, key);
        await RefusedAsync(sea, Rewrite(sea, good, "tampered", (name, bytes) => (name, name == "model.onnx" ? [.. bytes[..^1], (byte)(bytes[^1] ^ 1)] : bytes)), "model.onnx");
        await RefusedAsync(sea, Rewrite(sea, good, "climbs", (name, bytes) => (name == "model.onnx" ? "../../model.onnx" : name, bytes)), "..");
        await RefusedAsync(sea, await SignedAsync(sea, 5, key, (_, manifest) => manifest["labels"] = new JsonArray("call", "loud", "ghost")), "3 labels");
        await RefusedAsync(sea, await SignedAsync(sea, 6, key, Golden), "golden");
        await RefusedAsync(sea, await SignedAsync(sea, 7, key, null, QuickModels.Slow(1500)), "ms");

        // The broker has the last one, retained, with the reason.
        var document = JsonNode.Parse((await MosquittoClients.TakeAsync(broker.Port, "desk", 1, "-T", "edge/+/events/#", "-T", "edge/+/gaps/#", "-T", "edge/+/health/#", "-T", "edge/+/status", "-T", "edge/+/clips/#"))[0])!;
        Assert.Equal(("active", 1, 7, "rejected"), ((string?)document["state"], (int)document["version"]!, (int)document["trial"]!["version"]!, (string?)document["trial"]!["state"]));
        Assert.Contains("ms", (string?)document["trial"]!["reason"], StringComparison.Ordinal);
        await UndisturbedAsync(agent);
    }

    [Fact]
    public async Task Activate_OfWhatFailsAtWork_IsRolledBackWithTheReasonAndListeningGoesOn()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        using var agent = await StartAsync(sea, QuickModels.Song(sea, 0.99));
        await agent.OutputCountAsync(24);

        await RolledBackAsync(sea, await QuickModels.PackAsync(sea, 2, QuickModels.NotANumberAbove(0.9f)), 2, "its session broke");
        await RolledBackAsync(sea, await QuickModels.PackAsync(sea, 3, QuickModels.FailsAbove(0.9f)), 3, "its session broke");
        await UndisturbedAsync(agent);
    }

    [Fact]
    public async Task Activate_OfWhatGivesTenTimesTheEvents_IsRolledBackByTheirRate()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        using var agent = await StartAsync(sea, QuickModels.Song(sea, 0.3, period: 16));
        await agent.OutputLineAsync("\"state\":\"close\"");

        await RolledBackAsync(sea, await QuickModels.PackAsync(sea, 2, QuickModels.Nervous()), 2, "events an hour against", "0.2");
        await agent.OutputCountAsync(agent.OutputLines.Count + 1);
        await UndisturbedAsync(agent, listens: false);
    }

    [Fact]
    public async Task Activate_PipelineThatFollowsALabel_SwitchesAndTheLabelsResolve()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        string[] labelled = ["--set", "Pipelines:0:Models:0:Version=stable"];
        using (var agent = await StartAsync(sea, QuickModels.Song(sea), arguments: labelled))
        {
            await agent.OutputCountAsync(24);
            (await ModelsAsync(sea, "push", await QuickModels.PackAsync(sea, 2))).Exits(0);
            (await ModelsAsync(sea, "activate", "energy:2", "--probation-minutes", "0.05")).Exits(0);
            Assert.Equal(2, await VersionAsync(sea, "energy:canary"));
            Assert.Equal(1, await VersionAsync(sea, "energy:stable"));
            (await ModelsAsync(sea, "activate", "energy:2", "--wait")).Exits(1).Notes("being tried just now");
            await agent.ErrorLineAsync("model energy:2: is active");
            Assert.Equal(2, await VersionAsync(sea, "energy:stable"));
            await agent.OutputLineAsync("\"version\":2");
            agent.Signal("KILL");
            await agent.EndAsync();
        }

        using var again = await StartAsync(sea, QuickModels.Song(sea), arguments: labelled);
        await again.OutputLineAsync("\"version\":2");
        (await ModelsAsync(sea, "rollback", "energy")).Exits(0);
        await again.OutputLineAsync("\"version\":1");
        Assert.Equal(1, await VersionAsync(sea, "energy:stable"));
    }

    private static async Task<int> VersionAsync(Sea sea, string reference) =>
        JsonDocument.Parse(Assert.Single((await ModelsAsync(sea, "inspect", reference, "--json")).Exits(0).Output)).RootElement.GetProperty("status").GetProperty("model").GetProperty("version").GetInt32();

    private static async Task RefusedAsync(Sea sea, string archive, string reason)
    {
        var pushed = await ModelsAsync(sea, "push", archive);
        if (pushed.ExitCode == 0)
        {
            // The archive is whole; what is wrong shows when it is tried.
            var name = pushed.Output[^1].Split(' ')[0];
            var tried = (await ModelsAsync(sea, "activate", name, "--wait")).Exits(1);
            Assert.Contains(tried.Output, line => line.Contains("rejected", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
            return;
        }

        Assert.Contains(pushed.Output.Concat(pushed.Error), line => line.Contains(reason, StringComparison.Ordinal));
    }

    private static async Task RolledBackAsync(Sea sea, string archive, int version, string reason, string minutes = "0.05")
    {
        (await ModelsAsync(sea, "push", archive)).Exits(0);
        var tried = (await ModelsAsync(sea, "activate", $"energy:{version}", "--probation-minutes", minutes, "--wait")).Exits(1);
        Assert.Contains(tried.Output, line => line.Contains("rolled-back", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
    }

    // Events of the shipped version go on, and no input was lost.
    private static async Task UndisturbedAsync(AgentProcess agent, bool listens = true)
    {
        if (listens)
        {
            var before = agent.OutputLines.Count;
            await agent.OutputCountAsync(before + 8);
            Assert.All(agent.OutputLines.Skip(before + 2).Where(line => line.Contains("\"state\":\"open\"", StringComparison.Ordinal)), line => Assert.Contains("\"version\":1,", line, StringComparison.Ordinal));
        }

        agent.Signal("TERM");
        Assert.Empty(AgentEvents.Gaps((await agent.EndAsync()).Exits(0).Output));
    }

    private static void Golden(string folder, JsonObject manifest)
    {
        Directory.CreateDirectory(Path.Combine(folder, "golden"));
        File.WriteAllBytes(Path.Combine(folder, "golden", "loud.wav"), WavWriter.Pcm16([.. Enumerable.Repeat((short)16000, 2 * QuickModels.WindowSamples)], EnergyPackage.Rate));
        File.WriteAllText(Path.Combine(folder, "golden", "loud.json"), """{ "scores": [[0.1, 0.2], [0.1, 0.2], [0.1, 0.2]] }""");
        manifest["golden"] = new JsonArray(new JsonObject { ["input"] = "golden/loud.wav", ["expect"] = "golden/loud.json", ["tolerance"] = 0.02 });
    }

    private static async Task<(string Key, string Trusted)> KeyAsync(Sea sea, string name)
    {
        var key = sea.Folder[$"{name}.pem"];
        await Programs.RunAsync(Programs.Need("openssl", "openssl"), ["genpkey", "-algorithm", "ed25519", "-out", key]);
        var draft = EnergyPackage.Write(sea.Folder[$"draft-{name}"]);
        var said = (await AgentProcess.RunAsync("models", "sign", draft, "--key", key)).Exits(0);
        return (key, said.Output.First(line => line.Contains("Models:TrustedKeys", StringComparison.Ordinal)).Split(' ')[^1]);
    }

    private static async Task<string> SignedAsync(Sea sea, int version, string key, Action<string, JsonObject>? change = null, byte[]? model = null)
    {
        await QuickModels.PackAsync(sea, version, model, change);
        var folder = sea.Folder[$"draft-{version}/energy/1"];
        (await AgentProcess.RunAsync("models", "sign", folder, "--key", key)).Exits(0);
        var archive = sea.Folder[$"signed-{version}.tar.gz"];
        (await AgentProcess.RunAsync("models", "pack", folder, "--out", archive)).Exits(0);
        return archive;
    }

    private static string Rewrite(Sea sea, string archive, string name, Func<string, byte[], (string Name, byte[] Bytes)> change)
    {
        var written = sea.Folder[$"{name}.tar.gz"];
        using var reader = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        using var gzip = new GZipStream(File.Create(written), CompressionLevel.Fastest);
        using var writer = new TarWriter(gzip, TarEntryFormat.Ustar);
        while (reader.GetNextEntry() is { } entry)
        {
            using var bytes = new MemoryStream();
            entry.DataStream?.CopyTo(bytes);
            var (changed, content) = change(entry.Name, bytes.ToArray());
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, changed) { DataStream = new MemoryStream(content) });
        }

        return written;
    }

    private static Task<AgentResult> ModelsAsync(Sea sea, params string[] arguments) => ControlProcess.RunAsync(["models", .. arguments, "--target", $"unix:{sea.Folder["control.sock"]}"]);

    private static async Task<AgentProcess> StartAsync(Sea sea, string song, int? port = null, params string[] arguments)
    {
        var mqtt = new JsonObject { ["Embedded"] = false };
        if (port is { } broker) mqtt = new JsonObject { ["Servers"] = new JsonArray($"mqtt://127.0.0.1:{broker}") };
        var config = LiveConfiguration.WriteMqtt(sea, mqtt, new LivePipelineText("reef", song, Loop: true));
        var agent = AgentProcess.Start(new AgentStart { Arguments = ["run", "--config", config, "--set", $"Control:Socket={sea.Folder["control.sock"]}", .. arguments] });
        await agent.ErrorLineAsync("reef: listens to");
        return agent;
    }
}
