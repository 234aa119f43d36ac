using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Graphs;

/// <summary>Shapes and types of a graph's tensors at batch 1, as ONNX Runtime infers them.</summary>
/// <param name="tensors">What was inferred, by name.</param>
internal sealed class TensorShapes(IReadOnlyDictionary<string, TensorInfo> tensors)
{
    /// <summary>The shape of a tensor; null where it is not known before the model runs.</summary>
    public long[]? Fixed(string name) => tensors.TryGetValue(name, out var info) && info.Shape.All(d => d > 0) ? [.. info.Shape] : null;

    /// <summary>The number of dimensions of a tensor; null where unknown.</summary>
    public int? Rank(string name) => tensors.TryGetValue(name, out var info) ? info.Shape.Count : null;

    /// <summary>Whether a tensor holds 32-bit floats.</summary>
    public bool IsFloat(string name) => tensors.TryGetValue(name, out var info) && info.ElementType == TensorElementType.Float;

    /// <summary>The shape that the graph itself states for a tensor.</summary>
    public static long[]? Declared(GraphView view, string name)
    {
        var info = view.Graph.ValueInfo.Concat(view.Graph.Output).Concat(view.Graph.Input).FirstOrDefault(v => v.Name == name);
        return info?.Type?.TensorType?.Shape is { } shape ? [.. shape.Dim.Select(d => d.HasDimValue ? d.DimValue : -1)] : null;
    }

    /// <summary>Lets ONNX Runtime infer every tensor's shape.</summary>
    /// <param name="library">ONNX Runtime.</param>
    /// <param name="model">The model; not changed.</param>
    /// <exception cref="ModelException">The model can't be opened.</exception>
    public static TensorShapes Infer(OnnxRuntimeLibrary library, OnnxModel model)
    {
        var open = WithOutputs(model, model.Graph.Node.Where(n => !GraphView.Branches(n).Any()).SelectMany(n => n.Output).Where(o => o.Length > 0));
        using var session = ModelSessions.Open(library, open, new OrtSessionOptions { GraphOptimization = OrtGraphOptimization.None });
        var found = session.Outputs.Concat(session.Inputs).ToDictionary(t => t.Name, StringComparer.Ordinal);
        return new TensorShapes(found);
    }

    /// <summary>A copy of a model at batch 1 that also gives the named tensors.</summary>
    public static OnnxModel WithOutputs(OnnxModel model, IEnumerable<string> names)
    {
        var open = model.Clone();
        var there = open.Graph.Output.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in names)
            if (there.Add(name)) open.Graph.Output.Add(new ValueInfoProto { Name = name });
        foreach (var info in open.Graph.Input.Concat(open.Graph.Output))
            if (info.Type?.TensorType?.Shape?.Dim is [var first, ..] && !first.HasDimValue) first.DimValue = 1;
        // Inferred again from the fixed inputs: what the file states holds for an open batch.
        open.Graph.ValueInfo.Clear();
        return open;
    }
}
