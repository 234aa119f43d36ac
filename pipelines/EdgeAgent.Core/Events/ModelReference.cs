namespace EdgeAgent.Core.Events;

/// <summary>The model that made an event.</summary>
/// <param name="Name">Package name.</param>
/// <param name="Version">Package version.</param>
/// <param name="Variant">The variant that ran (full, int8, …).</param>
/// <param name="Digest">Digest of the package's manifest, <c>sha256:</c> and 64 hex digits.</param>
/// <param name="Provider">The execution provider really in use (CPU, CUDA, TensorRT).</param>
public sealed record ModelReference(string Name, int Version, string Variant, string Digest, string Provider);
