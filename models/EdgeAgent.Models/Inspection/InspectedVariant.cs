using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Inspection;

/// <summary>One file of the package as it was found.</summary>
/// <param name="Name">Variant name.</param>
/// <param name="File">File inside the package.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash, 64 hex digits.</param>
/// <param name="MaxBatch">Windows that the agent gives it at once.</param>
/// <param name="Surface">Tensors, metadata and provider; null when it can't be opened.</param>
/// <param name="Problem">Why it can't be opened or does not fit the manifest, or null.</param>
public sealed record InspectedVariant(string Name, string File, long Bytes, string Sha256, int MaxBatch, ModelSurface? Surface, string? Problem);
