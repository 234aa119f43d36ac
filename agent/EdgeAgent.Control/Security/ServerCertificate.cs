using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAgent.Control.Hosting;

namespace EdgeAgent.Control.Security;

/// <summary>The box's own certificate from its files, read again when they have changed, so that renewing it needs no restart.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private X509Certificate2 _present;
    private DateTime _written;
    private long _looked;

    /// <summary>Reads the certificate.</summary>
    /// <param name="certificateFile">PEM: the certificate, then those between it and the authority.</param>
    /// <param name="keyFile">PEM: its private key.</param>
    /// <param name="time">Tells when to look for new files.</param>
    /// <exception cref="ControlException">The files can't be read or don't fit each other.</exception>
    public ServerCertificate(string certificateFile, string keyFile, TimeProvider time)
    {
        (_certificateFile, _keyFile, _time) = (certificateFile, keyFile, time);
        _written = Written();
        _looked = time.GetTimestamp();
        _present = Load();
    }

    /// <summary>The certificate for the next connection.</summary>
    public X509Certificate2 Present
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetElapsedTime(_looked) < LookInterval) return _present;
                _looked = _time.GetTimestamp();
                var written = Written();
                if (written == _written) return _present;
                try
                {
                    // The one before is left to the collector: a handshake may still use it.
                    _present = Load();
                    _written = written;
                }
                catch (ControlException)
                {
                    // Half a renewal: one file is new, the other is not. The old pair goes on until both fit.
                }

                return _present;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _present.Dispose();

    private DateTime Written()
    {
        var (certificate, key) = (File.GetLastWriteTimeUtc(SecretFile.Locate(_certificateFile)), File.GetLastWriteTimeUtc(SecretFile.Locate(_keyFile)));
        return certificate > key ? certificate : key;
    }

    private X509Certificate2 Load()
    {
        SecretFile.RefuseOpen(_keyFile, "Control:KeyFile");
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(SecretFile.ReadText(_certificateFile, "Control:CertificateFile"), SecretFile.ReadText(_keyFile, "Control:KeyFile"));
            // Through PKCS#12: TLS wants the key beside the certificate.
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        catch (CryptographicException error)
        {
            throw new ControlException($"Control:CertificateFile ({_certificateFile}) and Control:KeyFile ({_keyFile}) are no PEM certificate with its private key ({error.Message.TrimEnd('.')}); issue them with edgectl pki issue, or check the files", error);
        }
    }
}
