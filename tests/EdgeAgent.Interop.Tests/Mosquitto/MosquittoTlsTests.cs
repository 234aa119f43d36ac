using System.Text;
using EdgeAgent.Interop.Mosquitto;

namespace EdgeAgent.Interop.Tests.Mosquitto;

public sealed class MosquittoTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _ours;
    private readonly TestCertificates _others;

    public MosquittoTlsTests()
    {
        _ours = new TestCertificates(_folder, "ours");
        _others = new TestCertificates(_folder, "others");
    }

    public void Dispose()
    {
        _ours.Dispose();
        _others.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1", MosquittoTlsVersion.Tls12)]
    [InlineData("localhost", MosquittoTlsVersion.Tls13)]
    public async Task Connect_GoodCertificate_PublishesFromManyThreads(string host, MosquittoTlsVersion version)
    {
        using var broker = await StartAsync(_ours.Sign(host));
        var handler = new RecordingHandler();
        using var client = Started(broker, handler, new MosquittoTls { CaFile = _ours.AuthorityFile, MinimumVersion = version }, host);
        await handler.ConnectedAsync();

        // OpenSSL's connection belongs to one thread; publishes come from others, while acknowledgements are read.
        var payload = new byte[5000];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 250; i++)
            {
                while (client.Publish("t"u8, payload, 1, false, null, out var _) == MosquittoSendResult.WindowFull) await Task.Yield();
                client.Wake();
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60));

        for (var i = 0; i < 1000; i++) await handler.PublishedAsync();
        Assert.Equal(0, client.UnderWay);
    }

    [Fact]
    public async Task Connect_Expired_SaysSo() =>
        Says("the broker's certificate has expired; renew it, and check this machine's clock.", await FaultAsync(_ours.Sign("127.0.0.1", expired: true), new MosquittoTls { CaFile = _ours.AuthorityFile }));

    [Fact]
    public async Task Connect_AnotherHostsName_SaysSo() =>
        Says("the broker's certificate is for another host name than 127.0.0.1", await FaultAsync(_ours.Sign("broker.example"), new MosquittoTls { CaFile = _ours.AuthorityFile }));

    [Fact]
    public async Task Connect_UnknownAuthority_SaysSo() =>
        Says("is not signed by an authority that is trusted here", await FaultAsync(_ours.Sign("127.0.0.1"), new MosquittoTls { CaFile = _others.AuthorityFile }));

    [Fact]
    public async Task Connect_SystemStore_DoesNotTrustAStranger() =>
        Says("is not signed by an authority that is trusted here", await FaultAsync(_ours.Sign("127.0.0.1"), new MosquittoTls()));

    [Fact]
    public async Task Connect_AnotherHostsNameAndNoCheck_Works()
    {
        using var broker = await StartAsync(_ours.Sign("broker.example"));
        var handler = new RecordingHandler();
        using var client = Started(broker, handler, new MosquittoTls { CaFile = _ours.AuthorityFile, VerifyHostName = false });

        await handler.ConnectedAsync();
    }

    [Fact]
    public async Task Connect_ClientCertificateWanted_AndNotGiven_SaysSo() =>
        Says("for a client certificate that it accepts", await FaultAsync(_ours.Sign("127.0.0.1"), new MosquittoTls { CaFile = _ours.AuthorityFile }, "require_certificate true"));

    [Theory]
    [InlineData(null)]
    [InlineData("key-s3cret")]
    public async Task Connect_ClientCertificate_IsWhoTheBrokerSees(string? password)
    {
        using var broker = await StartAsync(_ours.Sign("127.0.0.1"), "require_certificate true", "use_identity_as_username true");
        var (certificate, key) = _ours.Sign("buoy-7", password: password);
        var handler = new RecordingHandler();
        using var client = Started(broker, handler, new MosquittoTls { CaFile = _ours.AuthorityFile, CertificateFile = certificate, KeyFile = key, KeyPassword = password is null ? null : Encoding.UTF8.GetBytes(password) });

        await handler.ConnectedAsync();
        await broker.UntilLogAsync("u'buoy-7'");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wr0ng-s3cret")]
    public async Task Connect_LockedKeyWithoutItsPassword_IsAFailure_NotAPrompt(string? password)
    {
        var (certificate, key) = _ours.Sign("buoy-7", password: "key-s3cret");

        var message = await FaultAsync(_ours.Sign("127.0.0.1"),
            new MosquittoTls { CaFile = _ours.AuthorityFile, CertificateFile = certificate, KeyFile = key, KeyPassword = password is null ? null : Encoding.UTF8.GetBytes(password) });

        Assert.Contains(key, message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_BrokerWithoutTls_SaysSo()
    {
        using var broker = await TestBroker.StartAsync();
        var handler = new RecordingHandler();
        using var client = Started(broker, handler, new MosquittoTls { CaFile = _ours.AuthorityFile });

        var closed = await handler.ClosedAsync();

        Assert.False(closed.WasConnected);
        Assert.Contains(closed.Cause, new[] { MosquittoCloseCause.Tls, MosquittoCloseCause.ConnectionLost });
        Assert.Contains("TLS", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_BrokerWithTls_AndClientWithout_SaysSo()
    {
        using var broker = await StartAsync(_ours.Sign("127.0.0.1"));
        var handler = new RecordingHandler();
        using var client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "a" }, handler);
        client.Start();

        var closed = await handler.ClosedAsync();

        Assert.False(closed.WasConnected);
        Assert.Contains("whether it wants TLS", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_FilesThatCannotBeRead_AreNamed()
    {
        var (certificate, key) = _ours.Sign("buoy-7");
        var text = _folder.Write("text.crt", "no certificate"u8);
        foreach (var (tls, named) in new[]
        {
            (new MosquittoTls { CaFile = _folder["absent.crt"] }, _folder["absent.crt"]),
            (new MosquittoTls { CaPath = _folder["absent"] }, _folder["absent"]),
            (new MosquittoTls { CaFile = _ours.AuthorityFile, CertificateFile = certificate }, "go together"),
            (new MosquittoTls { CaFile = _ours.AuthorityFile, CertificateFile = certificate, KeyFile = _folder["absent.key"] }, _folder["absent.key"]),
        })
        {
            var handler = new RecordingHandler();
            using var client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = 8883, ClientId = "a", Tls = tls }, handler);
            client.Start();
            var closed = await handler.ClosedAsync();
            Assert.Equal(MosquittoCloseCause.Configuration, closed.Cause);
            Assert.Contains(named, closed.Message, StringComparison.Ordinal);
        }

        Assert.Contains(text, await FaultAsync(_ours.Sign("127.0.0.1"), new MosquittoTls { CaFile = text }), StringComparison.Ordinal);
        Assert.Contains(text, await FaultAsync(_ours.Sign("127.0.0.1"), new MosquittoTls { CaFile = _ours.AuthorityFile, CertificateFile = text, KeyFile = key }), StringComparison.Ordinal);
    }

    private static void Says(string part, string message) => Assert.True(message.Contains(part, StringComparison.Ordinal), message);

    private async Task<string> FaultAsync((string Certificate, string Key) server, MosquittoTls tls, params string[] listener)
    {
        using var broker = await StartAsync(server, listener);
        var handler = new RecordingHandler();
        using var client = Started(broker, handler, tls);
        var closed = await handler.ClosedAsync();
        Assert.True(closed is { Cause: MosquittoCloseCause.Tls, WasConnected: false }, closed.ToString());
        return closed.Message;
    }

    private Task<TestBroker> StartAsync((string Certificate, string Key) server, params string[] listener) =>
        TestBroker.StartAsync([], ["allow_anonymous true", $"cafile {_ours.AuthorityFile}", $"certfile {server.Certificate}", $"keyfile {server.Key}", .. listener]);

    private static MosquittoClient Started(TestBroker broker, RecordingHandler handler, MosquittoTls tls, string host = "127.0.0.1")
    {
        var client = new MosquittoClient(new MosquittoOptions { Host = host, Port = broker.Port, ClientId = "a", CleanStart = true, Tls = tls }, handler);
        client.Start();
        return client;
    }
}
