namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>A version of a package and the manifest that it has.</summary>
/// <param name="Name">Package name.</param>
/// <param name="Version">Version, ≥ 1; 0 while it is not known.</param>
/// <param name="Digest">Digest of the manifest, <c>sha256:</c> and 64 hex digits; empty while it is not known.</param>
public sealed record ModelVersionKey(string Name, int Version, string Digest)
{
    /// <summary>For people: <c>humpback:2</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}:{Version}");
}
