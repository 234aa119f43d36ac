using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Delivery.Tests.Deploy;

/// <summary>The broker configurations in deploy/ work as they stand: the shore's broker and a box with a bridge, with places and passwords of the test.</summary>
public sealed class MosquittoExamplesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ShoreAndBridge_AsTheyStand_ForwardWithAttributesAndKeepBoxesApart()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/mosquitto") && File.Exists("/usr/bin/mosquitto_sub"), "needs mosquitto and mosquitto-clients");
        using var folder = new TemporaryFolder();
        WriteCertificates(folder);
        folder.Write("passwords", []);
        foreach (var user in new[] { "buoy-7", "shore" }) await RunAsync("mosquitto_passwd", "-b", folder["passwords"], user, "secret");
        var (shorePort, boxPort) = (FreePort(), FreePort());
        await using var shore = await StartAsync(folder, "shore.conf", ("listener 8883", $"listener {shorePort} 127.0.0.1"));
        await using var box = await StartAsync(folder, "bridge.conf", ("listener 1883", $"listener {boxPort}"), ("shore.example.org:8883", $"localhost:{shorePort}"), ("change-me", "secret"));
        string[] tls = ["-h", "localhost", "-p", $"{shorePort}", "--cafile", folder["ca.crt"], "-V", "5", "-P", "secret", "-q", "1"];

        // Retained, so that it does not matter who is first. What only buoy-8 may say would be seen before the event.
        await RunAsync("mosquitto_pub", [.. tls, "-u", "buoy-7", "-r", "-t", "edge/buoy-8/status", "-m", "forged"]);
        await RunAsync("mosquitto_pub", "-p", $"{boxPort}", "-V", "5", "-q", "1", "-r", "-t", "edge/buoy-7/events/reef/humpback", "-m", "{}", "-D", "publish", "user-property", "id", "b/0", "-D", "publish", "content-type", "application/json");
        var seen = await RunAsync("mosquitto_sub", [.. tls, "-u", "shore", "-t", "edge/buoy-8/#", "-t", "edge/+/events/#", "-C", "1", "-F", "%t %p %P %C"]);
        var bridge = await RunAsync("mosquitto_sub", [.. tls, "-u", "shore", "-t", "edge/buoy-7/bridge", "-C", "1"]);

        Assert.Equal("edge/buoy-7/events/reef/humpback {} id:b/0 application/json\n", seen);
        Assert.Equal("1\n", bridge);
    }

    private static async Task<ChildProcess> StartAsync(TemporaryFolder folder, string example, params (string From, string To)[] changes)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "deploy/mosquitto", example));
        var state = folder.Folder($"state-{example}");
        foreach (var (from, to) in changes.Concat([("/etc/mosquitto/certs/", folder.Path + "/"), ("/etc/mosquitto/passwords", folder["passwords"]), ("/etc/mosquitto/edge.acl", Path.Combine(Repository.Root, "deploy/mosquitto/edge.acl")), ("/var/lib/mosquitto/", $"{state}/")]))
            text = text.Replace(from, to, StringComparison.Ordinal);
        Assert.Contains(changes[0].To, text);
        if (Environment.IsPrivilegedProcess) text += "\nuser root\n";
        folder.Write(example, System.Text.Encoding.UTF8.GetBytes(text));
        var runs = new TaskCompletionSource();
        var broker = ChildProcess.Start(new ChildProcessStart
        {
            Program = "/usr/sbin/mosquitto",
            Arguments = ["-c", folder[example], "-v"],
            PipesOutput = false,
            ErrorLine = line =>
            {
                if (line.EndsWith(" running", StringComparison.Ordinal)) runs.TrySetResult();
            },
        });
        var ended = broker.WaitForExitAsync(Cancellation);
        Assert.True(await Task.WhenAny(runs.Task, ended).WaitAsync(Patience, Cancellation) == runs.Task, $"{example}: {string.Join('\n', broker.ErrorTail)}");
        return broker;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        await using var client = ChildProcess.Start(new ChildProcessStart { Program = program, Arguments = arguments });
        using var reader = new StreamReader(client.Output);
        var said = await reader.ReadToEndAsync(Cancellation).WaitAsync(Patience, Cancellation);
        var exit = await client.WaitForExitAsync(Cancellation).WaitAsync(Patience, Cancellation);
        Assert.True(exit.IsSuccess, $"{program} {exit}: {string.Join(' ', client.ErrorTail)}");
        return said;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void WriteCertificates(TemporaryFolder folder)
    {
        var (from, to) = (DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(150));
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=test CA", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var ca = caRequest.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(ca, from, to, [1]);
        File.WriteAllText(folder["ca.crt"], ca.ExportCertificatePem());
        File.WriteAllText(folder["shore.crt"], certificate.ExportCertificatePem());
        File.WriteAllText(folder["shore.key"], key.ExportPkcs8PrivateKeyPem());
    }
}
