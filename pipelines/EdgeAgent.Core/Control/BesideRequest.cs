using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Control;

/// <summary>A package that is to hear beside a pipeline's model.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Package">The package, verified.</param>
/// <param name="Variant">The variant of it to run.</param>
public sealed record BesideRequest(string Pipeline, ModelPackage Package, ModelVariant Variant)
{
    /// <summary>Package name of the model that it hears beside; null where the pipeline has one model only.</summary>
    public string? Beside { get; init; }

    /// <summary>Whether its events are published (a trial) or only counted (a shadow). They carry its own version and digest.</summary>
    public bool Publish { get; init; }

    /// <summary>Share of the pipeline's streams (epochs) that it hears, over 0 to 1. Which ones depends on the stream's id alone, so that every run decides the same.</summary>
    public double Share { get; init; } = 1;
}
