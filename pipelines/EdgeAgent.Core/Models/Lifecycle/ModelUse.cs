namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>A pipeline that uses a model.</summary>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Working">The package at work.</param>
/// <param name="Variant">Its variant.</param>
/// <param name="Pinned">Whether the configuration names one version; such a pipeline is never switched.</param>
public sealed record ModelUse(string Pipeline, ModelPackage Working, ModelVariant Variant, bool Pinned);
