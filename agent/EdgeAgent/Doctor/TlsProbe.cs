using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAgent.Doctor;

/// <summary>Reads the certificate that a server shows, whether it is to be trusted or not: its dates tell of expiry, and of a clock that is wrong.</summary>
internal static class TlsProbe
{
    /// <summary>Begins a TLS connection and gives it up once the certificate was shown.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>From when to when it is valid; null when none was shown.</returns>
    public static async Task<(DateTimeOffset From, DateTimeOffset To)?> ReadAsync(string host, int port, CancellationToken cancellation)
    {
        (DateTimeOffset From, DateTimeOffset To)? shown = null;
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellation).ConfigureAwait(false);
            await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = host, RemoteCertificateValidationCallback = (_, certificate, _, _) => Look(certificate) }, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or IOException or AuthenticationException)
        {
            // Refused by Look, as it must be: nobody has said that this certificate is to be trusted, and nothing is to be sent.
        }

        return shown;

        bool Look(X509Certificate? certificate)
        {
            if (certificate is X509Certificate2 one) shown = (one.NotBefore.ToUniversalTime(), one.NotAfter.ToUniversalTime());
            return false;
        }
    }
}
