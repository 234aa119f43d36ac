using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Verification;

/// <summary>Compares the tensors that a model file declares with its manifest.</summary>
internal static class SurfaceCheck
{
    /// <summary>The input: the manifest's tensor is the only one, float, [batch, windowSamples] or [windowSamples].</summary>
    public static VerificationCheck Input(VariantUnderTest variant, ModelSurface surface)
    {
        var manifest = variant.Package.Manifest;
        return ModelFit.InputProblem(variant.Package, variant.Variant, surface) is { } problem
            ? variant.Fail("input", problem)
            : variant.Pass("input", $"{surface.Inputs[0]} takes windows of {manifest.Input.WindowSamples} samples");
    }

    /// <summary>The output: the manifest's tensor exists, is float, [batch, labels] or [labels].</summary>
    public static VerificationCheck Output(VariantUnderTest variant, ModelSurface surface)
    {
        var name = variant.Package.Manifest.Output.Tensor;
        var labels = variant.Package.Labels.Count;
        if (ModelFit.OutputProblem(variant.Package, variant.Variant, surface) is { } problem) return variant.Fail("output", problem);
        var tensor = surface.Outputs.First(t => t.Name == name);
        return tensor.Shape.Count == 0
            ? variant.Warn("output", $"{variant.Variant.File} does not declare the shape of {name}; its scores are counted when it runs")
            : variant.Pass("output", $"{tensor} gives a score for each of {labels} {(labels == 1 ? "label" : "labels")}");
    }

    /// <summary>Whether the file takes one window at a time, whatever the manifest says.</summary>
    public static bool IsSingle(ModelSurface surface, string tensor) =>
        surface.Inputs.FirstOrDefault(t => t.Name == tensor) is { Shape: [_] or [1, _] };
}
