using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Control.Dial;
using EdgeAgent.Edgectl.Commands;

namespace EdgeAgent.Edgectl.Targets;

/// <summary>TLS to a box: whom to trust, and what to show.</summary>
internal static class TlsSetup
{
    /// <summary>The options; null where the system's trust is enough.</summary>
    /// <exception cref="EdgectlException">A file can't be used.</exception>
    public static SslClientAuthenticationOptions? Of(TargetContext context)
    {
        if (context.Ca is null && context.Cert is null) return null;
        var options = new SslClientAuthenticationOptions();
        if (context.Cert is { } certificate) options.ClientCertificates = [Pair(certificate, context.Key ?? throw new EdgectlException("a client certificate needs its --key", ExitCode.Usage))];
        if (context.Ca is { } authorities)
        {
            // A person's certificate of the same authority must not pass for a box's.
            options.CertificateChainPolicy = RelayLink.ServersOf(Authorities(authorities));
        }

        return options;
    }

    /// <summary>The authorities in a PEM file.</summary>
    /// <exception cref="EdgectlException">It can't be used.</exception>
    public static X509Certificate2Collection Authorities(string file)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(file);
            return found.Count > 0 ? found : throw new EdgectlException($"{file} holds no certificate", ExitCode.Configuration);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new EdgectlException($"{file} can't be used as the box's authority: {error.Message}", ExitCode.Configuration);
        }
    }

    /// <summary>A certificate with its key.</summary>
    /// <exception cref="EdgectlException">The files can't be used.</exception>
    public static X509Certificate2 Pair(string certificate, string key)
    {
        try
        {
            using var pair = X509Certificate2.CreateFromPemFile(certificate, key);
            // Through PKCS#12: TLS wants the key beside the certificate.
            return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new EdgectlException($"{certificate} and {key} can't be used as client certificate: {error.Message}", ExitCode.Configuration);
        }
    }
}
