using EdgeAgent.Core.Models;
using EdgeAgent.Core.Models.Lifecycle;

namespace EdgeAgent.Models.Gates;

/// <summary>Whether the runtime takes the file (opset and operators are its to judge, and it says which it lacks), and whether the file fits the manifest.</summary>
internal sealed class OpenGate : IStageGate
{
    /// <inheritdoc/>
    public string Doing => "its session is built, which takes minutes where the provider compiles an engine";

    /// <inheritdoc/>
    public IEnumerable<ModelFinding> Check(StageContext context, CancellationToken cancellation)
    {
        var (surface, refusal) = Open(context);
        if (surface is null)
        {
            yield return new ModelFinding("opens", false, refusal!);
            yield break;
        }

        yield return new ModelFinding("opens", true, $"{context.Variant.File} opens on {surface.Provider}");
        var problems = ModelFit.Problems(context.Package, context.Variant, surface);
        yield return problems.Count == 0
            ? new ModelFinding("fit", true, $"{context.Variant.File} fits its manifest: {context.Package.Labels.Count} labels, {(context.Package.Manifest.IsImage ? "images" : $"windows of {context.Package.Manifest.Input.WindowSamples} samples")}")
            : new ModelFinding("fit", false, string.Join("; ", problems));
    }

    private static (ModelSurface? Surface, string? Refusal) Open(StageContext context)
    {
        try
        {
            return (context.Probe.Inspect(context.Package.PathOf(context.Variant)), null);
        }
        catch (ModelException error)
        {
            return (null, error.Message);
        }
    }
}
