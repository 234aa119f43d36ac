using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Control.Hosting;

namespace EdgeAgent.Control.Security;

/// <summary>The authorities whose certificates callers may show.</summary>
internal sealed class ClientTrust
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _authorities = [];

    /// <summary>Reads the authorities.</summary>
    /// <param name="file">PEM.</param>
    /// <param name="key">The configuration key, for messages.</param>
    /// <exception cref="ControlException">The file can't be read or holds none.</exception>
    public ClientTrust(string file, string key = "Control:ClientCaFile")
    {
        try
        {
            _authorities.ImportFromPem(SecretFile.ReadText(file, key));
        }
        catch (CryptographicException error)
        {
            throw new ControlException($"{key} ({file}) holds no PEM certificate ({error.Message.TrimEnd('.')})", error);
        }

        if (_authorities.Count == 0) throw new ControlException($"{key} ({file}) holds no PEM certificate");
    }

    /// <summary>The authorities.</summary>
    public X509Certificate2Collection Authorities => _authorities;

    /// <summary>Whether one of the authorities has issued the certificate, for clients, and it is valid now.</summary>
    public bool Accepts(X509Certificate2 certificate, X509Chain? sent, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        if (sent is not null) foreach (var element in sent.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        // A box behind a cellular link reaches no responder; certificates are short-lived instead.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(certificate);
    }
}
