using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Control.Dial;
using EdgeAgent.Control.Security;
using EdgeAgent.Edgectl.Commands;
using EdgeAgent.Rpc.Client;
using Grpc.Core;

namespace EdgeAgent.Edgectl.Targets;

/// <summary>The way to a box through a relay: TLS to the relay, and within it TLS to the box itself, whose certificate must be for that box.</summary>
internal static class RelayRoute
{
    /// <summary>A channel to the box; it connects when a call is made.</summary>
    /// <exception cref="EdgectlException">No box or no credentials are named.</exception>
    public static RpcChannel Open(RelayAddress relay, TargetContext context, Metadata? headers, TimeProvider time)
    {
        var device = relay.Device ?? throw new EdgectlException($"{relay} is a relay; name the box behind it: {relay}/BOX", ExitCode.Usage);
        if (context.Cert is null || context.Key is null) throw new EdgectlException("a relay lets in who shows a certificate; give --cert and --key", ExitCode.Usage);
        if (context.Ca is null) throw new EdgectlException("a box behind a relay is known by its certificate alone; give the authority that has issued it with --ca", ExitCode.Usage);
        var (certificate, authorities) = (TlsSetup.Pair(context.Cert, context.Key), TlsSetup.Authorities(context.Ca));
        return RpcChannel.ForConnections(relay.ToString(), cancellation => ConnectAsync(relay, device, certificate, authorities, cancellation), new RpcChannelOptions { Headers = headers }, time);
    }

    private static async ValueTask<SslStream> ConnectAsync(RelayAddress relay, string device, X509Certificate2 certificate, X509Certificate2Collection authorities, CancellationToken cancellation)
    {
        var link = await RelayLink.ConnectAsync(relay, certificate, authorities, cancellation);
        var box = new SslStream(link);
        try
        {
            await RelayWire.WriteLineAsync(link, $"{RelayWire.Call} {Uri.EscapeDataString(device)}", cancellation);
            var answer = await RelayWire.ReadLineAsync(link, cancellation);
            if (answer != RelayWire.Ok) throw new IOException(answer.StartsWith(RelayWire.No + " ", StringComparison.Ordinal) ? answer[(RelayWire.No.Length + 1)..] : "it does not speak the relay's protocol");
            await box.AuthenticateAsClientAsync(Tls(device, certificate, authorities), cancellation);
            return box;
        }
        catch (Exception error)
        {
            await box.DisposeAsync();
            throw error is AuthenticationException ? new RpcException(new Status(StatusCode.Unauthenticated, $"what answers behind {relay} is not the box {device} by a certificate of --ca")) : error;
        }
    }

    private static SslClientAuthenticationOptions Tls(string device, X509Certificate2 certificate, X509Certificate2Collection authorities) => new()
    {
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
        CertificateChainPolicy = RelayLink.ServersOf(authorities),
        // No DNS name leads to a box behind a relay; it is known by the name that its authority has given it.
        TargetHost = "",
        RemoteCertificateValidationCallback = (_, shown, _, problems) =>
            (problems & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
            && shown is X509Certificate2 certified && CertificateNames.Of(certified).Contains(RelayWire.NameOf(device), StringComparer.Ordinal),
    };
}
