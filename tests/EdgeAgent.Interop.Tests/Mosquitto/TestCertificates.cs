using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EdgeAgent.Interop.Tests.Mosquitto;

/// <summary>An authority of one test's own and the certificates that it signs, as PEM files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UtcNow;

    private readonly TemporaryFolder _folder;
    private readonly X509Certificate2 _authority;
    private readonly string _name;

    public TestCertificates(TemporaryFolder folder, string name)
    {
        _folder = folder;
        _name = name;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(Epoch.AddYears(-2), Epoch.AddYears(2));
        AuthorityFile = Write($"{name}.crt", _authority.ExportCertificatePem());
    }

    public string AuthorityFile { get; }

    /// <summary>Signs a certificate and writes it and its key.</summary>
    public (string Certificate, string Key) Sign(string host, bool expired = false, string? password = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, Epoch.AddYears(-1), expired ? Epoch.AddDays(-1) : Epoch.AddYears(1), RandomNumberGenerator.GetBytes(8));
        var pem = password is null
            ? key.ExportPkcs8PrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        var file = $"{_name}-{host}{(expired ? "-old" : "")}{(password is null ? "" : "-locked")}";
        return (Write($"{file}.crt", certificate.ExportCertificatePem()), Write($"{file}.key", pem));
    }

    public void Dispose() => _authority.Dispose();

    private string Write(string name, string pem) => _folder.Write(name, Encoding.ASCII.GetBytes(pem + "\n"));
}
