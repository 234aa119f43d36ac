using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>What is known while outputs are resolved, and the search for tensors by role.</summary>
internal sealed class OutputContext(ImageOutputSpec spec, ModelSurface surface, EmbeddedMetadata metadata, ImageInput input, int labels, string task, PlanNotes notes)
{
    public ImageOutputSpec Spec => spec;

    public IReadOnlyList<TensorDescription> Outputs => surface.Outputs;

    public EmbeddedMetadata Metadata => metadata;

    public ImageInput Input => input;

    /// <summary>Number of labels; 0 when nobody names any.</summary>
    public int Labels => labels;

    public string Task => task;

    public PlanNotes Notes => notes;

    /// <summary>The tensors that the manifest names for a role; null when it names none. A name that is not there is a problem.</summary>
    public IReadOnlyList<TensorDescription>? Stated(string role)
    {
        if (!spec.Tensors.TryGetValue(role, out var names)) return null;
        var found = new List<TensorDescription>();
        foreach (var name in names)
        {
            if (surface.Outputs.FirstOrDefault(t => t.Name == name) is { } tensor) found.Add(tensor);
            else notes.Problem($"there is no output \"{name}\"; there are {string.Join("; ", surface.Outputs)}: name one of these as output.tensors.{role}");
        }

        notes.Note($"output.tensors.{role}", string.Join(", ", names), PlanSource.Manifest, "the manifest says so");
        return found;
    }

    /// <summary>The tensor of a role: as the manifest names it, else the one whose name and shape fit, else the only one whose shape fits.</summary>
    /// <param name="role">The role.</param>
    /// <param name="words">Words that such a tensor's name contains.</param>
    /// <param name="fits">Whether a shape can be such a tensor.</param>
    /// <param name="required">Whether there must be one.</param>
    public PlannedTensor? Tensor(string role, string[] words, Func<TensorDescription, bool> fits, bool required = true)
    {
        if (Stated(role) is { } stated) return stated.Count > 0 ? Planned(role, stated[0]) : null;
        var candidates = surface.Outputs.Where(fits).ToList();
        var named = words.Select(word => candidates.Where(t => t.Name.Contains(word, StringComparison.OrdinalIgnoreCase)).ToList()).FirstOrDefault(list => list.Count == 1);
        var chosen = named?[0] ?? (candidates.Count == 1 ? candidates[0] : null);
        if (chosen is not null)
        {
            notes.Note($"output.tensors.{role}", chosen.Name, PlanSource.Shape, named is null ? $"the only output whose shape fits: {chosen}" : $"its name and shape fit: {chosen}");
            return Planned(role, chosen);
        }

        if (required)
            notes.Problem($"no output can be told to hold the {role} among {string.Join("; ", surface.Outputs)}; name it as output.tensors.{role}");
        return null;
    }

    /// <summary>All tensors of a role that has one a stride, finest grid first.</summary>
    public IReadOnlyList<PlannedTensor> Tensors(string role, Func<TensorDescription, bool> fits, Func<TensorDescription, long> size)
    {
        if (Stated(role) is { } stated) return [.. stated.Select(t => Planned(role, t))];
        var found = surface.Outputs.Where(fits).OrderByDescending(size).ToList();
        if (found.Count == 0) notes.Problem($"no output can be told to hold the {role} among {string.Join("; ", surface.Outputs)}; name them as output.tensors.{role}, finest grid first");
        else notes.Note($"output.tensors.{role}", string.Join(", ", found.Select(t => t.Name)), PlanSource.Shape, $"their shapes fit: {string.Join("; ", found)}");
        return [.. found.Select(t => Planned(role, t))];
    }

    /// <summary>Puts a role to a tensor; decoders read numbers only.</summary>
    public PlannedTensor Planned(string role, TensorDescription tensor)
    {
        if (tensor.ElementType is not ("float" or "float16" or "int32" or "int64" or "double"))
            notes.Problem($"{tensor} gives {tensor.ElementType}; this build reads float32, float16, float64, int32 and int64");
        return new PlannedTensor(role, tensor.Name, tensor.ElementType, tensor.Shape);
    }

    /// <summary>Whether a dimension is, or may turn out to be, of a size.</summary>
    public static bool Is(long dimension, long size) => dimension == size || dimension < 0;

    /// <summary>A dimension counted from the end, from 1; 1 where there is none.</summary>
    public static long FromEnd(IReadOnlyList<long> shape, int place) => place <= shape.Count ? shape[^place] : 1;

    /// <summary>The largest part of a shape that is known: its dimensions without the batch, multiplied; −1 when one is open.</summary>
    public static long Elements(IReadOnlyList<long> shape)
    {
        var product = 1L;
        foreach (var dimension in shape.Skip(shape.Count > 1 ? 1 : 0))
        {
            if (dimension < 0) return -1;
            product *= dimension;
        }

        return product;
    }
}
