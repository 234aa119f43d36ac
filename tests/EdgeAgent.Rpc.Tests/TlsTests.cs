using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Rpc.Client;
using EdgeAgent.Rpc.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Rpc.Tests;

/// <summary>One TLS port for gRPC and plain HTTP, with client certificates.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task MutualTls_OnOnePortWithHttp1_ShowsTheCertificateToInterceptors()
    {
        using var serverCertificate = Certificate("localhost");
        using var clientCertificate = Certificate("station-3");
        var seen = new Subjects();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = serverCertificate, ClientCertificateMode = ClientCertificateMode.AllowCertificate, ClientCertificateValidation = (_, _, _) => true });
        }));
        await using var app = builder.Build();
        app.MapGrpc(new RpcServer(new RpcServerOptions { Interceptors = [seen] }, TimeProvider.System, app.Lifetime.ApplicationStopping).Add(Echo.BindService(new EchoService())));
        app.MapGet("/v1/status", (RequestDelegate)(http => http.Response.WriteAsync(http.Request.Protocol)));
        await app.StartAsync();
        var address = app.Urls.Single();
        RemoteCertificateValidationCallback trusts = (_, certificate, _, _) => certificate?.GetCertHashString() == serverCertificate.GetCertHashString();

        using var channel = RpcChannel.ForAddress(address, new RpcChannelOptions { Tls = new SslClientAuthenticationOptions { ClientCertificates = [clientCertificate], RemoteCertificateValidationCallback = trusts } }, TimeProvider.System);
        using var stranger = RpcChannel.ForAddress(address, new RpcChannelOptions(), TimeProvider.System);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = trusts } });

        Assert.Equal("over TLS", (await new Echo.EchoClient(channel).UnaryAsync(new EchoRequest { Text = "over TLS" })).Text);
        Assert.Equal(["CN=station-3"], seen.Names);
        Assert.Equal("HTTP/1.1", await http.GetStringAsync(new Uri(address + "/v1/status")));
        // A client that does not trust the server's certificate makes no call.
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(stranger).UnaryAsync(new EchoRequest()));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        // Through PKCS#12: TLS needs the key beside the certificate.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Subjects : IRpcInterceptor
    {
        public List<string?> Names { get; } = [];

        public ValueTask EnterAsync(ServerCallContext context)
        {
            Names.Add(context.GetHttpContext().Connection.ClientCertificate?.Subject);
            return default;
        }

        public void Leave(ServerCallContext context, Status status) { }
    }
}
