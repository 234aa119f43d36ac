using System.Diagnostics;
using System.Text.Json;

namespace EdgeAgent.Tests.Functional;

/// <summary>The real agent, driven by a client that this project did not write: python3-grpcio with stubs made from the published protos.</summary>
public sealed class PythonControlTests
{
    [Fact]
    public async Task Status_OverTheSocket_IsRead()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);

        var status = await RunAsync(sea, RemoteControlTests.Target(sea), "status");

        Assert.Equal("test-buoy", status.GetProperty("device").GetString());
        Assert.Equal("reef", status.GetProperty("pipelines")[0].GetProperty("name").GetString());
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact]
    public async Task WatchEvents_TwentyTailsHalfOfThemCut_EachGetsEveryMessageOnce()
    {
        using var sea = new Sea();
        using var agent = await RemoteControlTests.StartAsync(sea);

        var tails = await RunAsync(sea, RemoteControlTests.Target(sea), "tails");

        Assert.Equal(20, tails.GetProperty("whole").GetArrayLength());
        Assert.All(tails.GetProperty("whole").EnumerateArray(), whole => Assert.True(whole.GetBoolean()));
        await RemoteControlTests.StopAsync(agent);
    }

    [Fact]
    public async Task MutualTls_CertificatesOfPki_GiveTheirRoleAndNoMore()
    {
        using var sea = new Sea();
        var pki = sea.Folder["pki"];
        (await ControlProcess.RunAsync("pki", "init", "--dir", pki)).Exits(0);
        (await ControlProcess.RunAsync("pki", "issue", "box", "--host", "localhost", "--host", "127.0.0.1", "--dir", pki)).Exits(0);
        foreach (var role in new[] { "viewer", "operator" }) (await ControlProcess.RunAsync("pki", "issue", role, "--role", role, "--dir", pki)).Exits(0);
        using var agent = await RemoteControlTests.StartAsync(sea, [
            "--set", "Control:Listen=https://127.0.0.1:0", "--set", $"Control:CertificateFile={pki}/box.pem", "--set", $"Control:KeyFile={pki}/box.key", "--set", $"Control:ClientCaFile={pki}/ca.pem"]);
        var address = (await agent.ErrorLineAsync("--target https:")).Split("--target ")[1];
        var target = new Uri(address).Authority;

        var viewer = await RunAsync(sea, target, "rights", $"{pki}/ca.pem", $"{pki}/viewer.pem", $"{pki}/viewer.key");
        var driver = await RunAsync(sea, target, "rights", $"{pki}/ca.pem", $"{pki}/operator.pem", $"{pki}/operator.key");
        var stranger = await RunAsync(sea, target, "rights", $"{pki}/ca.pem");

        Assert.Equal(("OK", "PERMISSION_DENIED"), Codes(viewer));
        Assert.Equal(("OK", "OK"), Codes(driver));
        Assert.Equal(("UNAUTHENTICATED", "UNAUTHENTICATED"), Codes(stranger));
        // edgectl does the same, and the audit log has the names.
        (await ControlProcess.RunAsync("pipelines", "resume", "reef", "--target", address, "--ca", $"{pki}/ca.pem", "--cert", $"{pki}/operator.pem", "--key", $"{pki}/operator.key")).Exits(0);
        var refused = (await ControlProcess.RunAsync("pipelines", "pause", "reef", "--target", address, "--ca", $"{pki}/ca.pem", "--cert", $"{pki}/viewer.pem", "--key", $"{pki}/viewer.key")).Exits(1);
        Assert.Contains("needs the role operator", Assert.Single(refused.Error), StringComparison.Ordinal);
        await RemoteControlTests.StopAsync(agent);
        var audit = File.ReadAllText(sea.Folder["state/audit/audit.ndjson"]);
        Assert.Contains("cert:edge-agent:operator/operator", audit, StringComparison.Ordinal);
        Assert.Contains("\"who\":\"cert:edge-agent:viewer/viewer\",\"call\":\"/edgeagent.v1.AgentService/PausePipeline\",\"what\":\"refused\"", audit, StringComparison.Ordinal);
    }

    private static (string? Status, string? Pause) Codes(JsonElement rights) => (rights.GetProperty("status").GetString(), rights.GetProperty("pause").GetString());

    private static async Task<JsonElement> RunAsync(Sea sea, string target, string scenario, params string[] tls)
    {
        var script = Path.Combine(Repository.Root, "tests/EdgeAgent.Tests/Functional/control_client.py");
        var start = new ProcessStartInfo("/usr/bin/python3", [script, Path.Combine(Repository.Root, "agent/protos"), sea.Folder.Folder("stubs"), target, scenario, .. tls]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A proxy of the environment has no part in calls to this machine.
        foreach (var name in new[] { "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "grpc_proxy" }) start.Environment.Remove(name);
        Assert.SkipUnless(File.Exists(start.FileName), "needs /usr/bin/python3 with python3-grpcio and python3-grpc-tools");
        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(AgentProcess.Patience * 2, TestContext.Current.CancellationToken);
            Assert.SkipWhen(process.ExitCode == 77, $"needs python3-grpcio and python3-grpc-tools: {(await error).Trim()}");
            Assert.True(process.ExitCode == 0, await error);
            return JsonDocument.Parse(await output).RootElement;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
