namespace EdgeAgent.Core.Models;

/// <summary>One file of a model: full, fp16, int8.</summary>
/// <param name="Name">Variant name.</param>
/// <param name="File">File name inside the package.</param>
/// <param name="Sha256">Hash of the file, 64 hex digits.</param>
/// <param name="BatchInvariant">Overrides the package's batch invariance for this variant; null keeps it.</param>
public sealed record ModelVariant(string Name, string File, string Sha256, bool? BatchInvariant)
{
    /// <summary>How far it may be from <c>full</c>; null when the manifest does not say, then not at all.</summary>
    public VariantParity? Parity { get; init; }
}
