using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Fusion;

/// <summary>Lets ONNX Runtime optimize a quantized model, reads what it wrote, and finds every planned node that still computes in float.</summary>
internal static class FusionCheck
{
    private static readonly HashSet<string> Quantizers = new(StringComparer.Ordinal) { "QuantizeLinear", "DequantizeLinear" };

    private static readonly HashSet<string> Movers = new(StringComparer.Ordinal)
        { "MaxPool", "Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Gather", "Resize", "Split" };

    /// <summary>Checks a model.</summary>
    /// <param name="library">ONNX Runtime.</param>
    /// <param name="model">The quantized model.</param>
    /// <param name="planned">Names of the nodes that were meant to run on 8 bits.</param>
    /// <param name="reasons">Why other nodes stay float, by name.</param>
    public static FusionReport Check(OnnxRuntimeLibrary library, OnnxModel model, IReadOnlyCollection<string> planned, IReadOnlyDictionary<string, string> reasons)
    {
        var optimized = new GraphView(ModelSessions.Optimized(library, model, OrtGraphOptimization.All));
        var operators = optimized.Graph.Node.GroupBy(Title).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var there = model.Graph.Node.Select(n => n.Name).Where(planned.Contains).ToHashSet(StringComparer.Ordinal);
        var leftovers = new List<Leftover>();
        foreach (var node in optimized.Graph.Node)
        {
            if (Quantizers.Contains(node.OpType) || !ComputesInFloat(optimized, node)) continue;
            if (there.Contains(node.Name)) leftovers.Add(new Leftover(node.Name, node.OpType, Why(optimized, node), IsExpected: false));
            else if (reasons.TryGetValue(node.Name, out var reason)) leftovers.Add(new Leftover(node.Name, node.OpType, reason, IsExpected: true));
        }

        // Float layers get new names where ONNX Runtime changes their layout or fuses an activation into them.
        foreach (var node in model.Graph.Node.Where(n => n.OpType is "Conv" or "ConvTranspose" or "Gemm" or "MatMul" && reasons.ContainsKey(n.Name)))
            if (!leftovers.Exists(l => l.Node == node.Name)) leftovers.Add(new Leftover(node.Name, node.OpType, reasons[node.Name], IsExpected: true));

        // What vanished under its name was fused; what ONNX Runtime folded away or eliminated costs nothing either.
        var unfused = leftovers.Count(l => !l.IsExpected);
        return new FusionReport(there.Count, there.Count - unfused, operators, leftovers);
    }

    private static string Title(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}.{node.OpType}";

    // A mover between 8-bit tensors keeps its name and operator, and is as quantized as can be.
    private static bool ComputesInFloat(GraphView view, NodeProto node)
    {
        if (node.OpType.StartsWith("QLinear", StringComparison.Ordinal) || node.OpType is "QGemm" or "MatMulIntegerToFloat" or "DynamicQuantizeMatMul" or "MatMulNBits" or "ConvInteger" or "MatMulInteger") return false;
        // A mover's other inputs are shapes, indices and scales; what it moves comes first.
        var data = Movers.Contains(node.OpType) ? node.Input.Take(1) : node.Input;
        return data.Any(i => view.Producer(i)?.OpType == "DequantizeLinear" || view.Weights(i)?.Type() == DataType.Float)
            || node.Output.SelectMany(view.Consumers).Any(c => c.OpType == "QuantizeLinear")
            || !node.Input.Any(i => IsInteger(view, i, 0));
    }

    private static bool IsInteger(GraphView view, string name, int depth)
    {
        if (view.Weights(name) is { } weights) return weights.Type() is DataType.Int8 or DataType.Uint8;
        if (depth > 64 || view.Producer(name) is not { } before) return false;
        if (before.OpType is "QuantizeLinear" || before.OpType.StartsWith("QLinear", StringComparison.Ordinal)) return true;
        // A QGemm gives float where no step follows it.
        if (before.OpType == "QGemm") return before.Input.Count > 8 && before.Input[8].Length > 0;
        return before.Domain is "" or "com.microsoft" && before.OpType is not ("DequantizeLinear" or "Cast") && before.Input.Count > 0 && IsInteger(view, before.Input[0], depth + 1);
    }

    private static string Why(GraphView view, NodeProto node)
    {
        var output = node.Output[0];
        if (view.IsOutput(output)) return "its output is an output of the model";
        if (view.Consumers(output) is not [{ OpType: "QuantizeLinear" }]) return "its output has other readers than one QuantizeLinear";
        var floats = node.Input.Where(i => i.Length > 0 && view.Producer(i)?.OpType != "DequantizeLinear").ToArray();
        return floats.Length > 0 && !Movers.Contains(node.OpType)
            ? $"it reads {floats[0]} in float"
            : $"this ONNX Runtime fuses no {node.OpType} of these types or attributes";
    }
}
