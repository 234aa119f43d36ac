using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EdgeAgent.Control.Dial;

namespace EdgeAgent.Tests.Functional;

/// <summary>An agent that calls a relay, and edgectl that reaches it there: all three the real programs.</summary>
public sealed class RelayTests
{
    [Fact]
    public async Task Status_ThroughTheRelay_IsTheBoxsOwnAndTheRelayMayGoAndComeBack()
    {
        using var sea = new Sea();
        using var station = new RelayStation(sea);
        await station.IssueAsync();
        await station.StartAsync();
        using var agent = await RemoteControlTests.StartAsync(sea, station.Dials);
        await agent.ErrorLineAsync("Relay: reachable through relay://");

        var status = JsonDocument.Parse(Assert.Single((await station.CallAsync("test-buoy", "status", "--json")).Exits(0).Output)).RootElement;
        Assert.Equal("test-buoy", status.GetProperty("device").GetString());
        Assert.Equal(("DIAL_STATE_CONNECTED", 1), (status.GetProperty("dial").GetProperty("state").GetString(), status.GetProperty("dial").GetProperty("callers").GetInt32()));
        using var http = HttpOf(sea);
        Assert.Equal("DIAL_STATE_CONNECTED", JsonDocument.Parse(await http.GetStringAsync(new Uri("http://localhost/v1/status"), TestContext.Current.CancellationToken)).RootElement.GetProperty("dial").GetProperty("state").GetString());

        // The same rights as by any other way: an operator pauses, and brings no models.
        (await station.CallAsync("test-buoy", "pipelines", "pause", "reef")).Exits(0);
        (await station.CallAsync("test-buoy", "pipelines", "resume", "reef")).Exits(0);
        Assert.Contains("needs the role publisher", Assert.Single((await station.CallAsync("test-buoy", "models", "stage", "energy:1")).Exits(1).Error), StringComparison.Ordinal);
        Assert.Contains("not connected to this relay", Assert.Single((await station.CallAsync("buoy-8", "status")).Exits(1).Error), StringComparison.Ordinal);

        using var tail = RunningTool.Edgectl(["events", "--follow", "--json", .. station.Target("test-buoy")]);
        await tail.OutputLineAsync("\"state\":\"close\"");
        await station.KillAsync();
        await agent.ErrorLineAsync("not reachable through the relay");
        await station.StartAsync();
        await station.SaysAsync("test-buoy is here");
        (await station.CallAsync("test-buoy", "status")).Exits(0);
        await station.SaysAsync("anna calls test-buoy");
        await tail.OutputCountAsync(tail.OutputLines.Count + 4);
        await RemoteControlTests.StopAsync(agent);
        AssertUnbroken(tail.OutputLines);
    }

    [Fact]
    public async Task Relay_WhoIsNotWhatHeSays_IsRefusedOnEitherSide()
    {
        using var sea = new Sea();
        using var station = new RelayStation(sea);
        await station.IssueAsync();
        (await ControlProcess.RunAsync("pki", "issue", "buoy-8", "--host", "box.invalid", "--dir", station.Pki)).Exits(0);
        (await ControlProcess.RunAsync("pki", "init", "--dir", station.Pki + "-other")).Exits(0);
        (await ControlProcess.RunAsync("pki", "issue", "anna", "--role", "admin", "--dir", station.Pki + "-other")).Exits(0);
        await station.StartAsync();

        Assert.StartsWith("NO the certificate is not for this box", await SayAsync(station, "anna", "DEVICE test-buoy 60"), StringComparison.Ordinal);
        Assert.StartsWith("NO the certificate is not for this box", await SayAsync(station, "buoy-8", "DEVICE test-buoy 60"), StringComparison.Ordinal);
        Assert.StartsWith("NO the certificate has no role", await SayAsync(station, "buoy-8", "CALL test-buoy"), StringComparison.Ordinal);
        Assert.StartsWith("NO this relay takes", await SayAsync(station, "anna", "LIST"), StringComparison.Ordinal);
        Assert.StartsWith("NO the keep-alive", await SayAsync(station, "buoy-8", "DEVICE buoy-8 soon"), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<IOException>(() => SayAsync(station, "../pki-other/anna", "CALL test-buoy"));
        await Assert.ThrowsAnyAsync<IOException>(() => SayAsync(station, "anna", new string('x', 5000)));

        // Nor does a box take a relay of another authority, or with another host's name, for its own.
        using var own = Pair(station, "buoy-8");
        foreach (var (host, authority) in new[] { ("127.0.0.1", station.Pki + "-other"), ("localhost", station.Pki) })
            Assert.Contains("can't be reached", (await Assert.ThrowsAsync<IOException>(() => RelayLink.ConnectAsync(new RelayAddress(host, station.Port, null), own, Authority(authority), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);

        // The relay could connect a caller to whatever it likes; here a box answers with the certificate of another one.
        using var impostor = Pair(station, "buoy-8");
        using var link = await DialAsync(station, "test-buoy", "test-buoy");
        var called = station.CallAsync("test-buoy", "status");
        var one = new byte[1];
        Assert.Equal(1, await link.ReadAsync(one, TestContext.Current.CancellationToken));
        Assert.Equal(RelayWire.Go, one[0]);
        await link.WriteAsync(new[] { RelayWire.Here }, TestContext.Current.CancellationToken);
        using var inner = new SslStream(link);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await inner.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = impostor, ApplicationProtocols = [SslApplicationProtocol.Http2] }, TestContext.Current.CancellationToken);
            if (await inner.ReadAsync(one, TestContext.Current.CancellationToken) == 0) throw new IOException("the caller has left");
        });
        Assert.Contains("is not the box test-buoy", Assert.Single((await called).Exits(1).Error), StringComparison.Ordinal);
    }

    private static HttpClient HttpOf(Sea sea) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(sea.Folder["state/http.sock"]), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static async Task<string> SayAsync(RelayStation station, string who, string line)
    {
        using var certificate = Pair(station, who);
        await using var link = await RelayLink.ConnectAsync(new RelayAddress("127.0.0.1", station.Port, null), certificate, Authority(station.Pki), TestContext.Current.CancellationToken);
        await RelayWire.WriteLineAsync(link, line, TestContext.Current.CancellationToken);
        return await RelayWire.ReadLineAsync(link, TestContext.Current.CancellationToken);
    }

    private static async Task<SslStream> DialAsync(RelayStation station, string who, string device)
    {
        using var certificate = Pair(station, who);
        var link = await RelayLink.ConnectAsync(new RelayAddress("127.0.0.1", station.Port, null), certificate, Authority(station.Pki), TestContext.Current.CancellationToken);
        await RelayWire.WriteLineAsync(link, $"{RelayWire.Device} {device} 60", TestContext.Current.CancellationToken);
        Assert.Equal(RelayWire.Ok, await RelayWire.ReadLineAsync(link, TestContext.Current.CancellationToken));
        return link;
    }

    private static X509Certificate2Collection Authority(string pki)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile($"{pki}/ca.pem");
        return found;
    }

    private static X509Certificate2 Pair(RelayStation station, string who)
    {
        using var pair = X509Certificate2.CreateFromPemFile($"{station.Pki}/{who}.pem", $"{station.Pki}/{who}.key");
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }

    private static void AssertUnbroken(IReadOnlyList<string> documents)
    {
        var numbers = documents.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("sequence").GetInt64()).ToArray();
        Assert.Equal(Enumerable.Range(0, numbers.Length).Select(i => numbers[0] + i), numbers);
    }
}
