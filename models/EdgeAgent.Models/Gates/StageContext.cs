using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Gates;

/// <summary>A version before its gates.</summary>
/// <param name="Package">The package, opened and hashed.</param>
/// <param name="Variant">The variant that is to work.</param>
/// <param name="Uses">The pipelines that would switch to it; none when nothing uses it.</param>
/// <param name="Probe">Runs models on this device.</param>
/// <param name="Rules">What must be kept to.</param>
/// <param name="Time">Its monotonic clock measures.</param>
internal sealed record StageContext(ModelPackage Package, ModelVariant Variant, IReadOnlyList<ModelUse> Uses, IModelProbe Probe, StageRules Rules, TimeProvider Time)
{
    /// <summary>Seconds of input between window starts.</summary>
    public static double HopSeconds(ModelPackage package) => (double)package.Manifest.Input.HopSamples / package.Manifest.Input.SampleRate;
}
