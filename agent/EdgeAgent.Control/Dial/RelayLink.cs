using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Control.Dial;

/// <summary>Makes connections to a relay: TCP, then TLS with certificates on both sides.</summary>
public static class RelayLink
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // The kernel finds out about a peer that is gone without a word while nothing is sent.
    private const int SilentSeconds = 60;

    /// <summary>Connects.</summary>
    /// <param name="relay">Where.</param>
    /// <param name="certificate">What is shown to the relay, with its key.</param>
    /// <param name="authorities">Those that the relay's certificate must come from; null for the system's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">It can't be reached; one sentence.</exception>
    public static async Task<SslStream> ConnectAsync(RelayAddress relay, X509Certificate2 certificate, X509Certificate2Collection? authorities, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(relay);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        SslStream? tls = null;
        try
        {
            await socket.ConnectAsync(relay.Host, relay.Port, cancellation).ConfigureAwait(false);
            KeepAlive(socket);
            tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(Options(relay.Host, certificate, authorities), cancellation).ConfigureAwait(false);
            return tls;
        }
        catch (Exception error)
        {
            if (tls is not null) await tls.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            throw error is SocketException or AuthenticationException ? new IOException($"the relay {relay.Host}:{relay.Port} can't be reached: {Innermost(error)}", error) : error;
        }
    }

    /// <summary>Lets the kernel notice, within some two minutes, that the other machine is gone.</summary>
    public static void KeepAlive(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SilentSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SilentSeconds / 4);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
    }

    private static SslClientAuthenticationOptions Options(string host, X509Certificate2 certificate, X509Certificate2Collection? authorities) => new()
    {
        TargetHost = host,
        ApplicationProtocols = [new SslApplicationProtocol(RelayWire.Protocol)],
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        // Shown whether or not the relay names its authority as known.
        LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
        CertificateChainPolicy = authorities is null ? null : ServersOf(authorities),
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    /// <summary>Trust in certificates for servers that these authorities have issued, and in no others.</summary>
    public static X509ChainPolicy ServersOf(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error.Message.TrimEnd('.');
    }
}
