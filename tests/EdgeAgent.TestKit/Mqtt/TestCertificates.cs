using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EdgeAgent.TestKit.Mqtt;

/// <summary>An authority of a test's own and what it signs, as PEM files in a folder.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly X509Certificate2 _authority;
    private readonly string _name;

    /// <summary>Makes an authority.</summary>
    /// <param name="folder">Where the files go.</param>
    /// <param name="name">The authority's name; two authorities in one folder need two names.</param>
    public TestCertificates(TemporaryFolder folder, string name = "authority")
    {
        _folder = folder;
        _name = name;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=EdgeAgent test {name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        _authority = request.CreateSelfSigned(now.AddYears(-3), now.AddYears(3));
        Authority = Write($"{name}.pem", _authority.ExportCertificatePem());
    }

    /// <summary>The authority's certificate.</summary>
    public string Authority { get; }

    /// <summary>A server's certificate for 127.0.0.1 and localhost.</summary>
    public CertificateFiles Server() => Issue("server", server: true, "localhost", loopback: true, expired: false);

    /// <summary>One that ended yesterday.</summary>
    public CertificateFiles ExpiredServer() => Issue("expired-server", server: true, "localhost", loopback: true, expired: true);

    /// <summary>One for another host.</summary>
    public CertificateFiles OtherHostServer() => Issue("other-server", server: true, "broker.example", loopback: false, expired: false);

    /// <summary>A client's certificate.</summary>
    public CertificateFiles Client(string name = "buoy-7") => Issue(name, server: false, name, loopback: false, expired: false);

    /// <summary>A client's certificate that ended yesterday.</summary>
    public CertificateFiles ExpiredClient(string name = "buoy-old") => Issue(name, server: false, name, loopback: false, expired: true);

    public void Dispose() => _authority.Dispose();

    private CertificateFiles Issue(string file, bool server, string name, bool loopback, bool expired)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        if (server)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            if (loopback) names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        var now = TimeProvider.System.GetUtcNow();
        var serial = RandomNumberGenerator.GetBytes(12);
        serial[0] &= 0x7F;
        using var certificate = request.Create(_authority, now.AddYears(-2), expired ? now.AddDays(-1) : now.AddYears(2), serial);
        return new CertificateFiles(Write($"{_name}-{file}.crt", certificate.ExportCertificatePem()), Write($"{_name}-{file}.key", key.ExportPkcs8PrivateKeyPem()), Authority);
    }

    private string Write(string name, string pem) => _folder.Write(name, Encoding.ASCII.GetBytes(pem));
}
