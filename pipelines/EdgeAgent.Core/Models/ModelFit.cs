using System.Globalization;
using EdgeAgent.Core.Vision;

namespace EdgeAgent.Core.Models;

/// <summary>Whether a model file fits its manifest. Each question is answered with null when it does, else with one sentence that says what to change.</summary>
public static class ModelFit
{
    /// <summary>What does not fit, a sentence each; empty when all does.</summary>
    /// <param name="package">The package.</param>
    /// <param name="variant">The variant whose file was opened.</param>
    /// <param name="surface">What the file declares.</param>
    public static IReadOnlyList<string> Problems(ModelPackage package, ModelVariant variant, ModelSurface surface)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (package.Manifest.IsImage) return ImageResolver.Resolve(package, surface).Problems;
        return [.. new[] { InputProblem(package, variant, surface), OutputProblem(package, variant, surface) }.OfType<string>()];
    }

    /// <summary>The input: the manifest's tensor is the only one, float, [batch, windowSamples] or [windowSamples], with dimensions of 1 between.</summary>
    /// <inheritdoc cref="Problems"/>
    public static string? InputProblem(ModelPackage package, ModelVariant variant, ModelSurface surface)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(surface);
        var input = package.Manifest.Input;
        if (surface.Inputs.FirstOrDefault(t => t.Name == input.Tensor) is not { } tensor)
            return $"{variant.File} has no input \"{input.Tensor}\"; it has {Listed(surface.Inputs)}: name one of these as input.tensor";
        if (surface.Inputs.Count > 1)
            return $"{variant.File} takes {surface.Inputs.Count} inputs ({Listed(surface.Inputs)}); this build feeds one: export it with {input.Tensor} alone";
        if (tensor.ElementType != "float")
            return $"{tensor} takes {tensor.ElementType}; this build gives float32: export it with a float32 input";
        return ShapeProblem(tensor, input.WindowSamples, string.Create(CultureInfo.InvariantCulture, $"windows of {input.WindowSamples} samples"), "input.windowSamples", package.Manifest.MaxBatch(variant));
    }

    /// <summary>The output: the manifest's tensor exists, is float, [batch, labels] or [labels], with dimensions of 1 between.</summary>
    /// <inheritdoc cref="Problems"/>
    public static string? OutputProblem(ModelPackage package, ModelVariant variant, ModelSurface surface)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(surface);
        var name = package.Manifest.Output.Tensor;
        var labels = package.Labels.Count;
        if (surface.Outputs.FirstOrDefault(t => t.Name == name) is not { } tensor)
            return $"{variant.File} has no output \"{name}\"; it has {Listed(surface.Outputs)}: name one of these as output.tensor";
        if (tensor.ElementType != "float")
            return $"{tensor} gives {tensor.ElementType}; this build reads float32: export it with a float32 output";
        return ShapeProblem(tensor, labels, $"{labels} labels", "labels", package.Manifest.MaxBatch(variant));
    }

    private static string? ShapeProblem(TensorDescription tensor, int wanted, string meaning, string key, int batch)
    {
        if (tensor.Shape.Count == 0)
            return $"{tensor} is declared without a shape; this build runs [batch, {wanted}] or [{wanted}]: export it with its shape";

        // The shapes that inference binds: a row of the wanted length, in whatever dimensions; an open one takes what is left.
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
