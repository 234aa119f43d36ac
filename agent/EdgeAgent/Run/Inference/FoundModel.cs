namespace EdgeAgent.Run.Inference;

/// <summary>What a name and a version mean on this box.</summary>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Variant">Variant to run; null for the reference.</param>
/// <param name="Digest">Digest of its manifest, so that a version that was removed and brought anew is another one; empty where nobody says.</param>
internal sealed record FoundModel(string Name, int Version, string? Variant, string Digest)
{
    /// <summary>As the model store is asked for it.</summary>
    public string Reference => FormattableString.Invariant($"{Name}:{Version}{(Variant is null ? "" : "/" + Variant)}");
}
