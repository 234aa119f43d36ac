using EdgeAgent.Core.Models;
using EdgeAgent.Models.Packages;

namespace EdgeAgent.Models.Gates;

/// <summary>A version before its gates.</summary>
/// <param name="Package">The package, opened and hashed.</param>
/// <param name="Variant">The variant that is to work.</param>
/// <param name="Pipelines">How many pipelines would switch to it; 0 when nothing uses it.</param>
/// <param name="Working">What works in them now; null when nothing does, or it can't be opened.</param>
/// <param name="Probe">Runs models on this device.</param>
/// <param name="Rules">What must be kept to.</param>
/// <param name="Time">Its monotonic clock measures.</param>
internal sealed record StageContext(ModelPackage Package, ModelVariant Variant, int Pipelines, ResolvedModel? Working, IModelProbe Probe, StageRules Rules, TimeProvider Time)
{
    /// <summary>Seconds of input between window starts.</summary>
    public static double HopSeconds(ModelPackage package) => (double)package.Manifest.Input.HopSamples / package.Manifest.Input.SampleRate;
}
