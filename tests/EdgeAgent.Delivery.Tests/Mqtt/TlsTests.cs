using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.TestKit.Mqtt;

namespace EdgeAgent.Delivery.Tests.Mqtt;

/// <summary>Encrypted connections to mosquitto: who is trusted, and what is said where nobody is.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates;

    public TlsTests() => _certificates = new TestCertificates(_folder);

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tls_TrustedServer_Delivers()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = _certificates.Server() });
        await using var run = PublisherRun.Start(To(broker), 100);
        await run.SettledAsync();

        Assert.StartsWith("mqtts://", run.Health.Server, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_ClientCertificate_IsShown()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = _certificates.Server(), ClientAuthority = _certificates.Authority });
        var client = _certificates.Client();
        await using var run = PublisherRun.Start(To(broker) with { Tls = new MqttTls { CaFile = _certificates.Authority, CertificateFile = client.Certificate, KeyFile = client.Key } }, 10);
        await run.SettledAsync();
    }

    [Fact]
    public async Task Tls_NoClientCertificate_IsSaid()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = _certificates.Server(), ClientAuthority = _certificates.Authority });
        await FailsAsync(To(broker), "certificate");
    }

    [Fact]
    public async Task Tls_ExpiredServer_IsSaid()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = _certificates.ExpiredServer() });
        await FailsAsync(To(broker), "expired");
    }

    [Fact]
    public async Task Tls_OtherHostsCertificate_IsSaid()
    {
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = _certificates.OtherHostServer() });
        await FailsAsync(To(broker), "127.0.0.1");
    }

    [Fact]
    public async Task Tls_UnknownAuthority_IsSaid()
    {
        using var others = new TestCertificates(_folder, "other");
        await using var broker = await MosquittoBroker.StartAsync(new MosquittoOptions { Certificate = others.Server() });
        await FailsAsync(To(broker), "certificate");
    }

    [Fact]
    public async Task Tls_ToAPlainBroker_FailsAndLosesNothing()
    {
        await using var broker = await MosquittoBroker.StartAsync();
        await using var run = PublisherRun.Start(To(broker), 5);
        await run.UntilAsync(health => health.LastError is not null, "a failure");
        Assert.Equal(5, run.Health.Pending);
    }

    private static async Task FailsAsync(MqttOptions options, string words)
    {
        await using var run = PublisherRun.Start(options, 5);
        await run.UntilAsync(health => health.LastError is not null, "a failure");
        Assert.Contains(words, run.Health.LastError, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(5, run.Health.Pending);
        Assert.Equal(0, run.Health.Published);
    }

    private MqttOptions To(MosquittoBroker broker) => PublisherRun.To() with
    {
        Servers = [new MqttServer("127.0.0.1", broker.Port, true)],
        Tls = new MqttTls { CaFile = _certificates.Authority },
    };
}
