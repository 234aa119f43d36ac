using System.Globalization;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Tests.Functional.Models;

/// <summary>
/// A package over a link that is cut five times, to an agent that is killed twice, all at random: it arrives, is verified and works. 6 MB over a slow link each time,
/// 300 MB as fast as it goes with <c>make soak-push</c> (EDGEAGENT_PUSH_MB, EDGEAGENT_PUSH_SEED).
/// </summary>
public sealed class BadLinkPushTests(ITestOutputHelper output)
{
    private const int Cuts = 5;
    private const int Kills = 2;

    [Fact]
    public Task Push_OverASlowLinkThatIsCutToAnAgentThatIsKilled_ArrivesAndWorks() => PushAsync(6, 4_000_000);

    [Fact(Explicit = true)]
    public Task Push_OverALinkThatIsCutToAnAgentThatIsKilled_ArrivesAndWorks() => PushAsync(Setting("EDGEAGENT_PUSH_MB") ?? 24, null);

    private async Task PushAsync(int megabytes, int? bytesPerSecond)
    {
        var size = 1_000_000L * megabytes;
        var seed = Setting("EDGEAGENT_PUSH_SEED") ?? Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var sea = new Sea();
        QuickModels.Ship(sea);
        var archive = QuickModels.Pack(sea, 2, change: (folder, manifest) => AddBallast(folder, manifest, size, random));
        var pki = sea.Folder["pki"];
        (await ControlProcess.RunAsync("pki", "init", "--dir", pki)).Exits(0);
        (await ControlProcess.RunAsync("pki", "issue", "test-buoy", "--host", "127.0.0.1", "--dir", pki)).Exits(0);
        (await ControlProcess.RunAsync("pki", "issue", "anna", "--role", "publisher", "--dir", pki)).Exits(0);
        var port = FreePort.Next();
        var agent = await StartAsync();
        await using var link = LinkProxy.Start(port);
        link.Conditions = new LinkConditions { BytesPerSecond = bytesPerSecond };
        string[] target = ["--target", $"https://127.0.0.1:{link.Port}", "--ca", $"{pki}/ca.pem", "--cert", $"{pki}/anna.pem", "--key", $"{pki}/anna.key"];
        try
        {
            var bytes = new FileInfo(archive).Length;
            var faults = Enumerable.Range(0, Cuts + Kills).Select(i => (IsKill: i < Kills, At: (long)(random.NextDouble() * 0.95 * bytes))).OrderBy(fault => fault.At).ToArray();
            using var push = RunningTool.Edgectl(["models", "push", archive, .. target]);
            foreach (var (isKill, at) in faults)
            {
                await link.UntilAsync(l => l.BytesUp >= at, $"{at} bytes");
                if (isKill)
                {
                    agent.Signal("KILL");
                    await agent.EndAsync();
                    agent.Dispose();
                    agent = await StartAsync();
                }
                else
                {
                    link.Cut();
                }
            }

            Assert.Equal(0, await push.EndAsync());
            Assert.Contains(push.OutputLines, line => line.Contains("energy:2 verified", StringComparison.Ordinal));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes, {link.BytesUp} sent ({100.0 * link.BytesUp / bytes:F1} %), {link.Accepted} connections, cut or killed at {string.Join(", ", faults.Select(fault => $"{fault.At}{(fault.IsKill ? " (killed)" : "")}"))}"));
            Assert.Equal(Cuts, link.Cuts);
            Assert.InRange(link.BytesUp, bytes, bytes * 11 / 10);
            (await ControlProcess.RunAsync(["models", "activate", "energy:2", "--probation-minutes", "0", "--wait", .. target])).Exits(0);
            await agent.OutputLineAsync("\"version\":2");
        }
        finally
        {
            agent.Dispose();
        }

        async Task<AgentProcess> StartAsync()
        {
            var started = AgentProcess.Start(new AgentStart
            {
                Arguments = ["run", "--config", LiveConfiguration.Write(sea, new LivePipelineText("reef", QuickModels.Song(sea), Loop: true)), "--set", "Control:Socket=none", "--set", $"Control:Listen:0=https://127.0.0.1:{port}",
                    "--set", $"Control:CertificateFile={pki}/test-buoy.pem", "--set", $"Control:KeyFile={pki}/test-buoy.key", "--set", $"Control:ClientCaFile={pki}/ca.pem"],
            });
            await started.ErrorLineAsync("Driven from outside");
            return started;
        }
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    // A variant that no pipeline runs: bytes that don't compress.
    private static void AddBallast(string folder, System.Text.Json.Nodes.JsonObject manifest, long size, Random random)
    {
        var path = Path.Combine(folder, "ballast.onnx");
        Directory.CreateDirectory(folder);
        var piece = new byte[1 << 20];
        using (var file = File.Create(path))
        {
            for (long written = 0; written < size; written += piece.Length)
            {
                random.NextBytes(piece);
                file.Write(piece.AsSpan(0, (int)Math.Min(piece.Length, size - written)));
            }
        }

        using var whole = File.OpenRead(path);
        manifest["variants"]!["ballast"] = new System.Text.Json.Nodes.JsonObject { ["file"] = "ballast.onnx", ["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(whole)) };
    }
}
