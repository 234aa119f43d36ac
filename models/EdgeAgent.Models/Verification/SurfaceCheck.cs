using EdgeAgent.Core.Models;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Models.Verification;

/// <summary>Compares the tensors that a model file declares with its manifest.</summary>
internal static class SurfaceCheck
{
    /// <summary>An image model: manifest, metadata, names and shapes together say how it is fed and read.</summary>
    public static VerificationCheck Image(VariantUnderTest variant, ModelSurface surface)
    {
        var resolution = ImageResolver.Resolve(variant.Package, surface);
        return resolution.Plan is { } plan
            ? variant.Pass("tensors", $"{plan.Input.Tensor} takes images of {plan.Input.Width}x{plan.Input.Height}, outputs are read as {VisionWords.Format.Of(plan.Output.Format)} with {plan.Labels.Count} {(plan.Labels.Count == 1 ? "label" : "labels")}")
            : variant.Fail("tensors", string.Join("; ", resolution.Problems));
    }

    /// <summary>The input: the manifest's tensor is the only one, float, [batch, windowSamples] or [windowSamples], with dimensions of 1 between.</summary>
    public static VerificationCheck Input(VariantUnderTest variant, ModelSurface surface)
    {
        var manifest = variant.Package.Manifest;
        return ModelFit.InputProblem(variant.Package, variant.Variant, surface) is { } problem
            ? variant.Fail("input", problem)
            : variant.Pass("input", $"{surface.Inputs[0]} takes windows of {manifest.Input.WindowSamples} samples");
    }

    /// <summary>The output: the manifest's tensor exists, is float, [batch, labels] or [labels], with dimensions of 1 between.</summary>
    public static VerificationCheck Output(VariantUnderTest variant, ModelSurface surface)
    {
        var name = variant.Package.Manifest.Output.Tensor;
        var labels = variant.Package.Labels.Count;
        return ModelFit.OutputProblem(variant.Package, variant.Variant, surface) is { } problem
            ? variant.Fail("output", problem)
            : variant.Pass("output", $"{surface.Outputs.First(t => t.Name == name)} gives a score for each of {labels} {(labels == 1 ? "label" : "labels")}");
    }

    /// <summary>Whether the file takes one window at a time, whatever the manifest says.</summary>
    public static bool IsSingle(ModelSurface surface, string tensor) =>
        surface.Inputs.FirstOrDefault(t => t.Name == tensor) is { Shape: [_] or [1, ..] };
}
