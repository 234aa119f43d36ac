namespace EdgeAgent.Control.Pki;

/// <summary>A certificate that was issued.</summary>
/// <param name="Certificate">Its file.</param>
/// <param name="Key">The file of its private key.</param>
/// <param name="Expires">When it expires.</param>
public sealed record IssuedFiles(string Certificate, string Key, DateTimeOffset Expires);
