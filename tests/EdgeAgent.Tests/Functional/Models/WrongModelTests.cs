using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using EdgeAgent.Control.V1;
using EdgeAgent.Models.Archive;
using EdgeAgent.Models.Signing;
using EdgeAgent.TestKit.Mqtt;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>
/// Versions that are wrong on purpose, each in its way, sent to a running agent over gRPC: refused or rolled back with the reason, and what is heard live is not disturbed.
/// One that gives ten times the events is in <see cref="TrialTests"/>.
/// </summary>
public sealed class WrongModelTests
{
    [Fact]
    public async Task Push_OfWhatIsNoSoundPackage_IsRefusedWithTheReasonAndNobodyNotices()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        await using var broker = await MosquittoBroker.StartAsync();
        using var desk = RunningTool.Start("mosquitto_sub", Programs.Need("mosquitto_sub", "mosquitto-clients"), "-h", RealBroker.Host, "-p", $"{broker.Port}", "-q", "1", "-t", "edge/+/models/energy");
        var (key, trusted) = await KeyAsync(sea, "publisher");
        var (stranger, _) = await KeyAsync(sea, "stranger");
        using var agent = await QuickAgent.StartAsync(sea, QuickModels.Song(sea), broker.Port, null, "--set", "Models:RequireSignature=true", "--set", $"Models:TrustedKeys:0={trusted}");

        await RefusedAsync(sea, QuickModels.Pack(sea, 2), "signature");
        await RefusedAsync(sea, Signed(sea, 3, stranger), "signature");
        var good = Signed(sea, 4, key);
        await RefusedAsync(sea, Rewrite(sea, good, "tampered", (name, bytes) => (name, name == "model.onnx" ? [.. bytes[..^1], (byte)(bytes[^1] ^ 1)] : bytes)), "model.onnx");
        await RefusedAsync(sea, Rewrite(sea, good, "climbs", (name, bytes) => (name == "model.onnx" ? "../../model.onnx" : name, bytes)), "..");
        await RefusedAsync(sea, Signed(sea, 5, key, (_, manifest) => manifest["labels"] = new JsonArray("call", "loud", "ghost")), "3 labels");
        await RefusedAsync(sea, Signed(sea, 6, key, Golden), "golden");
        await RefusedAsync(sea, Signed(sea, 7, key, null, QuickModels.Slow(1500)), "take a faster variant", "times the cost");

        await RefusedAsync(sea, Signed(sea, 8, key, null, QuickModels.NotANumberAbove(-1)), "the model gave a score");
        await RefusedAsync(sea, Signed(sea, 9, key, null, QuickModels.FailsAbove(1e-6f)), "A run of");

        // Who watches at the broker knows what became of the last one, and why.
        var document = JsonNode.Parse(await desk.OutputLineAsync("\"trial\":{\"version\":9,\"variant\":\"full\",\"state\":\"rejected\""))!;
        Assert.Equal(("active", 1), ((string?)document["state"], (int)document["version"]!));
        Assert.Contains("A run of", (string?)document["trial"]!["reason"], StringComparison.Ordinal);
        await UndisturbedAsync(agent);
    }

    [Fact]
    public async Task Activate_OfWhatFailsAtWork_IsRolledBackWithTheReasonAndListeningGoesOn()
    {
        using var sea = new Sea();
        QuickModels.Ship(sea);
        using var agent = await QuickAgent.StartAsync(sea, QuickModels.Song(sea, 0.99));
        await agent.OutputCountAsync(24);

        await RolledBackAsync(sea, QuickModels.Pack(sea, 2, QuickModels.NotANumberAbove(0.9f)), 2, "its session broke");
        await RolledBackAsync(sea, QuickModels.Pack(sea, 3, QuickModels.FailsAbove(0.9f)), 3, "its session broke");
        await UndisturbedAsync(agent);
    }

    private static async Task RefusedAsync(Sea sea, string archive, params string[] reasons)
    {
        var pushed = await QuickAgent.PushAsync(sea, archive);
        if (pushed.State == ModelState.Verified)
        {
            // The archive is whole; what is wrong shows when it is tried.
            var tried = (await QuickAgent.ModelsAsync(sea, "activate", $"energy:{pushed.Model.Version}", "--wait")).Exits(1);
            Assert.Contains(tried.Output, line => line.Contains("rejected", StringComparison.Ordinal) && reasons.Any(reason => line.Contains(reason, StringComparison.Ordinal)));
            return;
        }

        Assert.Equal(ModelState.Rejected, pushed.State);
        Assert.Contains(reasons, reason => pushed.Reason.Contains(reason, StringComparison.Ordinal));
    }

    private static async Task RolledBackAsync(Sea sea, string archive, int version, string reason)
    {
        Assert.Equal(ModelState.Verified, (await QuickAgent.PushAsync(sea, archive)).State);
        var tried = (await QuickAgent.ModelsAsync(sea, "activate", $"energy:{version}", "--probation-minutes", "0.05", "--wait")).Exits(1);
        Assert.Contains(tried.Output, line => line.Contains("rolled-back", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
    }

    // Events of the shipped version go on, and no input was lost.
    private static async Task UndisturbedAsync(AgentProcess agent)
    {
        var before = agent.OutputLines.Count;
        await agent.OutputCountAsync(before + 8);
        Assert.All(AgentEvents.Parse(agent.OutputLines.Skip(before + 2)), line => Assert.Equal(1, (int)line["model"]!["version"]!));
        Assert.Empty(AgentEvents.Gaps((await RemoteControlTests.StopAsync(agent)).Output));
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
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (key, Convert.ToBase64String(PackageSigner.Sign(EnergyPackage.Write(sea.Folder[$"draft-{name}"]), key).PublicKey));
    }

    private static string Signed(Sea sea, int version, string key, Action<string, JsonObject>? change = null, byte[]? model = null)
    {
        var folder = QuickModels.Draft(sea, version, model, change);
        PackageSigner.Sign(folder, key);
        return PackageArchiveWriter.Pack(folder, sea.Folder[$"signed-{version}.tar.gz"]).File;
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
}
