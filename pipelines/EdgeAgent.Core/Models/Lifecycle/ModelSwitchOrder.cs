namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>What a pipeline is asked to use from now on in place of the version of the same package that it runs.</summary>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Package">The opened package.</param>
/// <param name="Variant">Its variant.</param>
public sealed record ModelSwitchOrder(string Pipeline, ModelPackage Package, ModelVariant Variant)
{
    /// <summary>Part of the windows that it takes, 0..1; 1 for all. Below 1 both versions work and their events say which made them.</summary>
    public double Share { get; init; } = 1;
}
