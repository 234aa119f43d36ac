using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAgent.Control.Dial;
using EdgeAgent.Control.Security;
using EdgeAgent.Control.Hosting;

namespace EdgeAgent.Control.Pki;

/// <summary>A small authority in a folder, for people who have none: <c>ca.pem</c> and <c>ca.key</c>, and a pair of files for each certificate that it issues.</summary>
/// <param name="folder">The folder.</param>
/// <param name="time">Dates certificates.</param>
public sealed class CertificateAuthority(string folder, TimeProvider time)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const int Years = 10;

    // The clocks of boxes lag behind: what was issued a moment ago must be valid there.
    private static readonly TimeSpan Early = TimeSpan.FromHours(1);

    /// <summary>Path of its certificate, which boxes and people trust.</summary>
    public string CertificateFile => Path.Combine(folder, "ca.pem");

    /// <summary>Path of its private key.</summary>
    public string KeyFile => Path.Combine(folder, "ca.key");

    /// <summary>Makes the authority.</summary>
    /// <param name="name">Its common name.</param>
    /// <returns>Path of its certificate.</returns>
    /// <exception cref="ControlException">There is one already, or the folder can't be written.</exception>
    public string Create(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - Early, now.AddYears(Years));
        PrivateFile.WriteSecret(KeyFile, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        PrivateFile.WriteShown(CertificateFile, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        return CertificateFile;
    }

    /// <summary>Issues a certificate for a box, which shows it to those who call and to the relay that it calls; or for a relay.</summary>
    /// <param name="name">Name of the box: its files and its common name.</param>
    /// <param name="hosts">DNS names and addresses that it is called by.</param>
    /// <param name="life">How long it is valid.</param>
    /// <exception cref="ControlException">There is no authority here, a file of that name is there already, or the folder can't be written.</exception>
    public IssuedFiles IssueServer(string name, IReadOnlyList<string> hosts, TimeSpan life)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(host);
        }

        // By this name a relay and those who call through it know the box, whatever it is called by on the network.
        names.AddUri(new Uri(RelayWire.NameOf(name)));
        return Issue(name, names, [ServerAuthentication, ClientAuthentication], life);
    }

    /// <summary>Issues a certificate for a person or program, who shows it to boxes.</summary>
    /// <param name="name">Who.</param>
    /// <param name="role">What it allows.</param>
    /// <param name="life">How long it is valid.</param>
    /// <exception cref="ControlException">There is no authority here, a file of that name is there already, or the folder can't be written.</exception>
    public IssuedFiles IssueClient(string name, Role role, TimeSpan life)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri($"edge-agent:{Roles.WordOf(role)}/{Uri.EscapeDataString(name)}"));
        return Issue(name, names, [ClientAuthentication], life);
    }

    private IssuedFiles Issue(string name, SubjectAlternativeNameBuilder names, string[] usages, TimeSpan life)
    {
        using var authority = Open();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(usage => new Oid(usage))], critical: false));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = time.GetUtcNow();
        var end = now + life < authority.NotAfter.ToUniversalTime() ? now + life : authority.NotAfter.ToUniversalTime();
        using var certificate = request.Create(authority, now - Early, end, RandomNumberGenerator.GetBytes(16));
        var files = new IssuedFiles(Path.Combine(folder, name + ".pem"), Path.Combine(folder, name + ".key"), end);
        PrivateFile.WriteSecret(files.Key, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        PrivateFile.WriteShown(files.Certificate, Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        return files;
    }

    private X509Certificate2 Open()
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(CertificateFile), File.ReadAllText(KeyFile));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ControlException($"there is no authority in {folder} ({error.Message.TrimEnd('.')}); make one with edgectl pki init --dir {folder}");
        }
    }

    private static X500DistinguishedName Subject(string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        return subject.Build();
    }
}
