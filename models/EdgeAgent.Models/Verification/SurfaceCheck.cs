using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Verification;

/// <summary>Compares the tensors that a model file declares with its manifest.</summary>
internal static class SurfaceCheck
{
    /// <summary>The input: the manifest's tensor is the only one, float, [batch, windowSamples] or [windowSamples], with dimensions of 1 between.</summary>
    public static VerificationCheck Input(VariantUnderTest variant, ModelSurface surface)
    {
        var input = variant.Package.Manifest.Input;
        if (surface.Inputs.FirstOrDefault(t => t.Name == input.Tensor) is not { } tensor)
            return variant.Fail("input", $"{variant.Variant.File} has no input \"{input.Tensor}\"; it has {Listed(surface.Inputs)}: name one of these as input.tensor");
        if (surface.Inputs.Count > 1)
            return variant.Fail("input", $"{variant.Variant.File} takes {surface.Inputs.Count} inputs ({Listed(surface.Inputs)}); this build feeds one: export it with {input.Tensor} alone");
        if (tensor.ElementType != "float")
            return variant.Fail("input", $"{tensor} takes {tensor.ElementType}; this build gives float32: export it with a float32 input");
        return Fault(tensor, input.WindowSamples, $"windows of {input.WindowSamples} samples", "input.windowSamples", variant.Package.Manifest.MaxBatch(variant.Variant)) is { } fault
            ? variant.Fail("input", fault)
            : variant.Pass("input", $"{tensor} takes windows of {input.WindowSamples} samples");
    }

    /// <summary>The output: the manifest's tensor exists, is float, [batch, labels] or [labels], with dimensions of 1 between.</summary>
    public static VerificationCheck Output(VariantUnderTest variant, ModelSurface surface)
    {
        var name = variant.Package.Manifest.Output.Tensor;
        var labels = variant.Package.Labels.Count;
        if (surface.Outputs.FirstOrDefault(t => t.Name == name) is not { } tensor)
            return variant.Fail("output", $"{variant.Variant.File} has no output \"{name}\"; it has {Listed(surface.Outputs)}: name one of these as output.tensor");
        if (tensor.ElementType != "float")
            return variant.Fail("output", $"{tensor} gives {tensor.ElementType}; this build reads float32: export it with a float32 output");
        return Fault(tensor, labels, $"{labels} labels", "labels", variant.Package.Manifest.MaxBatch(variant.Variant)) is { } fault
            ? variant.Fail("output", fault)
            : variant.Pass("output", $"{tensor} gives a score for each of {labels} {(labels == 1 ? "label" : "labels")}");
    }

    /// <summary>Whether the file takes one window at a time, whatever the manifest says.</summary>
    public static bool IsSingle(ModelSurface surface, string tensor) =>
        surface.Inputs.FirstOrDefault(t => t.Name == tensor) is { Shape: [_] or [1, ..] };

    private static string? Fault(TensorDescription tensor, int wanted, string meaning, string key, int batch)
    {
        if (tensor.Shape.Count == 0)
            return $"{tensor} is declared without a shape; this build runs [batch, {wanted}] or [{wanted}]: export it with its shape";

        // The same shapes that inference binds: a row of the wanted length, in whatever dimensions; an open one takes what is left.
        var row = tensor.Shape.Count == 1 ? tensor.Shape : [.. tensor.Shape.Skip(1)];
        var length = row.Where(d => d >= 0).Aggregate(1L, (product, d) => product * d);
        var fits = row.Any(d => d < 0) ? length > 0 && wanted % length == 0 : length == wanted;
        if (!fits) return $"{tensor} does not fit {meaning}: it has {length} to a window; set {key} to what the model was made for";
        var together = tensor.Shape.Count == 1 ? 1 : tensor.Shape[0];
        if (together > 1)
            return $"{tensor} is fixed to {together} windows at once; export it with a dynamic or single batch";
        return together == 1 && batch > 1 ? $"{tensor} takes one window at a time, but batch.max is {batch}; set it to 1 or export the model with a dynamic batch" : null;
    }

    private static string Listed(IReadOnlyList<TensorDescription> tensors) =>
        tensors.Count == 0 ? "none" : string.Join("; ", tensors.Take(8)) + (tensors.Count > 8 ? $"; and {tensors.Count - 8} more" : "");
}
