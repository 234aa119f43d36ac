namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>What somebody wants to push. The digest names the upload: the same archive goes on where it was cut.</summary>
/// <param name="Digest">Digest of the archive, <c>sha256:</c> and 64 hex digits.</param>
/// <param name="Size">Its size in bytes, ≥ 1.</param>
/// <param name="Name">Package name, or empty when it is not told; must agree with the manifest.</param>
/// <param name="Version">Version, or 0 when it is not told; must agree with the manifest.</param>
public sealed record ModelOffer(string Digest, long Size, string Name = "", int Version = 0);
