using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Packages;

/// <summary>What a model reference led to.</summary>
/// <param name="Package">The opened package.</param>
/// <param name="Variant">The variant that was asked for, or <c>full</c>.</param>
public sealed record ResolvedModel(ModelPackage Package, ModelVariant Variant)
{
    /// <summary>The reference in full: <c>humpback:1/full</c>.</summary>
    public override string ToString() => $"{Package.Manifest.Name}:{Package.Manifest.Version}/{Variant.Name}";
}
