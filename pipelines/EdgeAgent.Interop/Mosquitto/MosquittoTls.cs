namespace EdgeAgent.Interop.Mosquitto;

/// <summary>How a connection is encrypted and who is trusted. Files are PEM; they are read when the client connects.</summary>
public sealed class MosquittoTls
{
    /// <summary>Certificates of the authorities that are trusted; null for <see cref="CaPath"/>, and where that is null too, for the system's store.</summary>
    public string? CaFile { get; init; }

    /// <summary>A folder of trusted certificates as <c>openssl rehash</c> leaves it; null for none.</summary>
    public string? CaPath { get; init; }

    /// <summary>The client's certificate, with its chain; null for none. Goes with <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The client's private key; null for none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>What the key file is encrypted with, UTF-8; null when it is not. An encrypted key without it is a failure, never a prompt.</summary>
    public ReadOnlyMemory<byte>? KeyPassword { get; init; }

    /// <summary>Whether the broker's certificate must name the host that the client connected to.</summary>
    public bool VerifyHostName { get; init; } = true;

    /// <summary>The oldest version that is spoken.</summary>
    public MosquittoTlsVersion MinimumVersion { get; init; } = MosquittoTlsVersion.Tls12;
}
