using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Control.Security;
using EdgeAgent.Rpc.Client;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAgent.Control.Tests.Security;

/// <summary>The services behind TLS, plaintext loopback and a socket, with an authority and a token key.</summary>
internal sealed class SecureServer : IAsyncDisposable
{
    public const string Device = "buoy-7";

    private readonly TemporaryFolder _folder = new();
    private ControlServer _server = null!;

    public static byte[] TokenKey { get; } = Encoding.ASCII.GetBytes(new string('k', 40));

    public TestAuthority Authority { get; } = new();

    public IReadOnlyList<string> Methods => _server.Methods;

    public IReadOnlyList<string> Routes => _server.Routes;

    public string PlainHttp => _server.HttpAddresses.First(a => a.StartsWith("http:", StringComparison.Ordinal));

    public string HttpSocket => _folder["http.sock"];

    public string AuditFolder => _folder["audit"];

    public string Tls => _server.Addresses.First(a => a.StartsWith("https:", StringComparison.Ordinal));

    public string Plain => _server.Addresses.First(a => a.StartsWith("http:", StringComparison.Ordinal));

    public static async Task<SecureServer> StartAsync(Func<ControlOptions, ControlOptions>? change = null, ControlContracts? contracts = null)
    {
        var server = new SecureServer();
        using var certificate = server.Authority.Issue(null, TestAuthority.Server);
        var options = new ControlOptions
        {
            Device = Device,
            SocketPath = server._folder["control.sock"],
            HttpSocketPath = server._folder["http.sock"],
            HttpListen = [Address("http://127.0.0.1:0")],
            Listen = [Address("https://127.0.0.1:0"), Address("http://127.0.0.1:0")],
            CertificateFile = server._folder.Write("box.pem", Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())),
            KeyFile = server.Secret("box.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
            ClientCaFile = server._folder.Write("ca.pem", Encoding.ASCII.GetBytes(server.Authority.Pem)),
            TokenKeyFile = server.Secret("token.key", Encoding.ASCII.GetString(TokenKey) + "\n"),
            AuditDirectory = server.AuditFolder,
            CallsPerSecond = 10_000,
        };
        server._server = await ControlServer.StartAsync(change?.Invoke(options) ?? options, contracts ?? TestContracts.Make() with { Inference = new Inference.EchoModels() }, NullLoggerFactory.Instance, TimeProvider.System);
        return server;
    }

    /// <summary>An HTTP client that trusts the server and shows a certificate, a token, or nothing.</summary>
    public HttpClient Http(string address, X509Certificate2? certificate = null, string? token = null, Version? version = null)
    {
        var handler = new SocketsHttpHandler { SslOptions = ClientTls(certificate) };
        if (address.StartsWith("unix:", StringComparison.Ordinal))
        {
            var path = address["unix:".Length..];
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            };
            address = "http://localhost";
        }

        var client = new HttpClient(handler) { BaseAddress = new Uri(address), DefaultRequestVersion = version ?? System.Net.HttpVersion.Version11, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A channel that trusts the server and shows a certificate, a token, or nothing.</summary>
    public RpcChannel Channel(string address, X509Certificate2? certificate = null, string? token = null)
    {
        return RpcChannel.ForAddress(address, new RpcChannelOptions { Tls = ClientTls(certificate), Headers = token is null ? null : [new Metadata.Entry("authorization", "Bearer " + token)] }, TimeProvider.System);
    }

    public RpcChannel SocketChannel() => RpcChannel.ForAddress("unix:" + _folder["control.sock"], new RpcChannelOptions(), TimeProvider.System);

    public static string Token(Role role, string device = Device, byte[]? key = null, TimeSpan? ago = null) =>
        BearerToken.Issue(key ?? TokenKey, device, "anna", role, TimeProvider.System.GetUtcNow() - (ago ?? TimeSpan.Zero), TimeSpan.FromHours(1));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Authority.Dispose();
        _folder.Dispose();
    }

    private SslClientAuthenticationOptions ClientTls(X509Certificate2? certificate)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Authority.Certificate);
        var tls = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        // Shown whether or not the server names its authority as known.
        if (certificate is not null) tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        return tls;
    }

    private static ControlAddress Address(string text) => ControlAddress.TryParse(text, out var address, out _) ? address : throw new ArgumentException(text);

    private string Secret(string name, string text)
    {
        var path = _folder.Write(name, Encoding.ASCII.GetBytes(text));
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        return path;
    }
}
