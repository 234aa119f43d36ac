using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Control;

/// <summary>A package that is to take the place of a pipeline's model.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Package">The package, verified.</param>
/// <param name="Variant">The variant of it to run.</param>
public sealed record SwitchRequest(string Pipeline, ModelPackage Package, ModelVariant Variant)
{
    /// <summary>Package name of the model that goes; null where the pipeline has one model only.</summary>
    public string? Replaces { get; init; }

    /// <summary>Whether both sessions may be open at once.</summary>
    public SwapMode Mode { get; init; } = SwapMode.Beside;

    /// <summary>Position in the present epoch at which the new model takes over, in sample frames of the source; null for as soon as it can. One that has passed by then counts as null.</summary>
    public long? At { get; init; }

    /// <summary>
    /// Whether the model before is kept ready until <see cref="IModelSwitch.Accept"/> or a roll back: then a session that fails or gives scores that are no numbers is rolled back at once.
    /// With <see cref="SwapMode.Replace"/> its package is kept instead of its session.
    /// </summary>
    public bool Probation { get; init; } = true;

    /// <summary>The ledger's word for why; null for <c>activated</c>.</summary>
    public string? Cause { get; init; }

    /// <summary>Why, one sentence for people, kept in the ledger.</summary>
    public string? Detail { get; init; }
}
