namespace EdgeAgent.TestKit.Mqtt;

/// <summary>Paths of PEM files.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Key">Its private key, PKCS #8, not encrypted.</param>
/// <param name="Authority">The certificate of the authority that signed it.</param>
public sealed record CertificateFiles(string Certificate, string Key, string Authority);
