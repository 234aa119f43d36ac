namespace EdgeAgent.Edgectl.Pki;

/// <summary>A certificate that was issued.</summary>
/// <param name="Certificate">Its file.</param>
/// <param name="Key">The file of its private key.</param>
/// <param name="Expires">When it expires.</param>
internal sealed record IssuedFiles(string Certificate, string Key, DateTimeOffset Expires);
