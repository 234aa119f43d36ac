using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Control.Dial;
using EdgeAgent.Control.Security;
using EdgeAgent.Rpc.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EdgeAgent.Control.Hosting;

/// <summary>Where connections come in, and what each place says of its callers.</summary>
internal sealed class ControlEndpoints : IDisposable
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);
    private static readonly EndpointTrust NeedsCredentials = new(Given: null);
    private static readonly EndpointTrust Loopback = new(new Caller("loopback", Role.Viewer | Role.Infer, IsLocal: false));

    private readonly ControlOptions _options;
    private readonly ServerCertificate? _certificate;
    private readonly ClientTrust? _clients;
    private readonly X509Certificate2Collection? _relays;
    private readonly TimeProvider _time;

    /// <summary>Reads certificates; nothing is bound yet.</summary>
    /// <exception cref="ControlException">A file can't be used.</exception>
    public ControlEndpoints(ControlOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        if (options.SocketPath is { } path) ControlSocket.Check(path);
        if (options.HttpSocketPath is { } http) ControlSocket.Check(http);
        if (options.Dial is null && !options.Listen.Any(address => address.Secure)) return;
        if (options.CertificateFile is null || options.KeyFile is null)
            throw new ControlException($"{(options.Dial is null ? "Control:Listen has an https address, which" : "Control:Dial")} needs Control:CertificateFile and Control:KeyFile; issue them with edgectl pki issue");
        _certificate = new ServerCertificate(options.CertificateFile, options.KeyFile, time);
        if (options.ClientCaFile is { } authorities) _clients = new ClientTrust(authorities);
        if (options.Dial is { CaFile: { } relays }) _relays = new ClientTrust(relays, "Control:DialCaFile").Authorities;
        else if (options.Dial is not null) _relays = _clients?.Authorities;
    }

    /// <summary>The certificate that the box shows now.</summary>
    public X509Certificate2 Certificate => _certificate?.Present ?? throw new InvalidOperationException("there is no endpoint that shows a certificate");

    /// <summary>The authorities that a relay's certificate must come from; null for the system's.</summary>
    public X509Certificate2Collection? RelayAuthorities => _relays;

    /// <summary>Tells Kestrel.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.Limits.ForGrpc(KeepAlive);
        kestrel.AddServerHeader = false;
        // Without TLS one endpoint can't speak both protocols: HTTP/1.1 has a socket of its own.
        ListenOnSocket(kestrel, _options.SocketPath, HttpProtocols.Http2);

        foreach (var address in _options.Listen)
        {
            kestrel.Listen(address.Address, address.Port, listen =>
            {
                listen.Protocols = address.Secure ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http2;
                listen.Use(next => connection => Trusting(connection, address.Secure ? NeedsCredentials : Loopback, next));
                if (address.Secure) listen.UseHttps(Tls());
            });
        }

        // Behind those for gRPC: ControlServer tells them apart by their order.
        ListenOnSocket(kestrel, _options.HttpSocketPath, HttpProtocols.Http1);
        foreach (var address in _options.HttpListen)
        {
            kestrel.Listen(address.Address, address.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => Trusting(connection, Loopback, next));
            });
        }

        if (_options.Dial is null) return;
        kestrel.Listen(DialEndPoint.Instance, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.Use(next => connection => Trusting(connection, NeedsCredentials, next));
            listen.UseHttps(Tls());
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate?.Dispose();

    private static void ListenOnSocket(KestrelServerOptions kestrel, string? path, HttpProtocols protocols)
    {
        if (path is null) return;
        kestrel.ListenUnixSocket(path, listen =>
        {
            listen.Protocols = protocols;
            listen.Use(next => connection => Trusting(connection, OfSocket(connection), next));
        });
    }

    private static Task Trusting(ConnectionContext connection, EndpointTrust trust, ConnectionDelegate next)
    {
        connection.Features.Set(trust);
        return next(connection);
    }

    private static EndpointTrust OfSocket(ConnectionContext connection) =>
        connection.Features.Get<IConnectionSocketFeature>() is { } feature ? new EndpointTrust(PeerUser.Of(feature.Socket)) : NeedsCredentials;

    private HttpsConnectionAdapterOptions Tls() => new()
    {
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ServerCertificateSelector = (_, _) => _certificate!.Present,
        // With a certificate or with a token: who shows a certificate shows a good one.
        ClientCertificateMode = _clients is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.AllowCertificate,
        ClientCertificateValidation = (certificate, chain, _) => _clients!.Accepts(certificate, chain, _time.GetUtcNow()),
        HandshakeTimeout = TimeSpan.FromSeconds(10),
    };
}
