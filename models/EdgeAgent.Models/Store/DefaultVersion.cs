namespace EdgeAgent.Models.Store;

/// <summary>A version that is or was the default.</summary>
/// <param name="Version">Version.</param>
/// <param name="Digest">Digest of its manifest.</param>
/// <param name="Variant">Variant that pipelines use; null for the one that suits the device.</param>
internal sealed record DefaultVersion(int Version, string Digest, string? Variant);
