using System.Globalization;

namespace EdgeAgent.Core.Models;

/// <summary>Whether a model file fits its manifest.</summary>
public static class ModelFit
{
    /// <summary>What does not fit, a sentence each; empty when all does.</summary>
    /// <param name="manifest">The declared contract.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="surface">What the file declares.</param>
    public static IReadOnlyList<string> Problems(ModelManifest manifest, int labels, ModelSurface surface)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(surface);
        var problems = new List<string>();
        Check(surface.Inputs, manifest.Input.Tensor, "input", manifest.Input.WindowSamples, "windowSamples", problems);
        Check(surface.Outputs, manifest.Output.Tensor, "output", labels, "labels", problems);
        foreach (var other in surface.Inputs.Where(i => i.Name != manifest.Input.Tensor))
            problems.Add($"the model also needs the input {other}, which the manifest does not name");
        return problems;
    }

    private static void Check(IReadOnlyList<TensorDescription> tensors, string name, string role, int elements, string what, List<string> problems)
    {
        var tensor = tensors.FirstOrDefault(t => t.Name == name);
        if (tensor is null)
        {
            problems.Add($"{role}.tensor '{name}' is not in the model; its {role}s are {string.Join(", ", tensors)}");
            return;
        }

        if (tensor.ElementType != "float") problems.Add($"{role}.tensor {tensor} holds {tensor.ElementType}, not float");
        if (!Holds(tensor.Shape, elements))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{role}.tensor {tensor} does not hold rows of {elements} elements ({what})"));
    }

    // [N, elements] or [elements], with dimensions of 1 or open ones between; N open or 1.
    private static bool Holds(IReadOnlyList<long> shape, int elements)
    {
        if (shape.Count == 0) return false;
        var rows = shape.Count > 1 ? 1 : 0;
        if (rows == 1 && shape[0] is not (-1 or 1)) return false;
        var inner = shape.Skip(rows).ToArray();
        var known = inner.Where(d => d >= 0).Aggregate(1L, (product, d) => product * d);
        return inner.Any(d => d < 0) ? known > 0 && elements % known == 0 : known == elements;
    }
}
