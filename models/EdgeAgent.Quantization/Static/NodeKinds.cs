using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Static;

/// <summary>Sorts operators by what ONNX Runtime's QDQ fusion knows (<c>qdq_selectors.cc</c>).</summary>
internal static class NodeKinds
{
    private static readonly HashSet<string> Kernels = new(StringComparer.Ordinal)
        { "Add", "Mul", "Concat", "Sigmoid", "LeakyRelu", "AveragePool", "GlobalAveragePool" };

    private static readonly HashSet<string> Movers = new(StringComparer.Ordinal)
        { "MaxPool", "Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Gather", "Resize", "Split" };

    /// <summary>The kind of a node, and why it is <see cref="NodeKind.Float"/>.</summary>
    public static (NodeKind Kind, string Reason) Of(GraphView view, TensorShapes shapes, NodeProto node)
    {
        if (node.Domain.Length > 0) return (NodeKind.Float, $"{node.Domain}.{node.OpType} has no 8-bit form");
        return node.OpType switch
        {
            "Conv" => Weighted(view, shapes, node, ConvFault(view, node)),
            "Gemm" => Weighted(view, shapes, node, GemmFault(view, node)),
            "MatMul" => Weighted(view, shapes, node, MatMulFault(view, node)),
            "Relu" => (NodeKind.Rectifier, ""),
            "Clip" => IsRectifier(view, node) ? (NodeKind.Rectifier, "") : (NodeKind.Float, "a Clip that does not begin at 0 has no 8-bit kernel"),
            "MaxPool" when node.Output.Count > 1 => (NodeKind.Float, "MaxPool with indices has no 8-bit kernel"),
            "Resize" when node.Text("mode", "nearest") != "nearest" => (NodeKind.Float, "a Resize that interpolates is not fused"),
            _ when Movers.Contains(node.OpType) => Known(view, shapes, node, NodeKind.PassThrough),
            _ when Kernels.Contains(node.OpType) => Known(view, shapes, node, NodeKind.Kernel),
            _ => (NodeKind.Float, $"ONNX Runtime has no 8-bit kernel for {node.OpType}"),
        };
    }

    /// <summary>The inputs that carry 8-bit data; the others are shapes, indices and bounds.</summary>
    public static IEnumerable<string> Data(NodeProto node) => node.OpType switch
    {
        "Add" or "Mul" or "Concat" => node.Input,
        _ => node.Input.Take(1),
    };

    private static (NodeKind Kind, string Reason) Weighted(GraphView view, TensorShapes shapes, NodeProto node, string? fault) =>
        fault is null ? Known(view, shapes, node, NodeKind.Weighted) : (NodeKind.Float, fault);

    private static (NodeKind Kind, string Reason) Known(GraphView view, TensorShapes shapes, NodeProto node, NodeKind kind)
    {
        foreach (var name in Data(node).Where(n => view.Weights(n) is null).Concat(node.Output.Where(o => o.Length > 0)))
        {
            if (!shapes.IsFloat(name)) return (NodeKind.Float, $"{name} does not hold float32");
            if (shapes.Fixed(name) is null) return (NodeKind.Float, $"the shape of {name} is known only when the model runs");
        }

        return (kind, "");
    }

    private static bool IsFloatConstant(GraphView view, string name, int rank) => view.Weights(name) is { } weights
        && weights.Type() == TensorProto.Types.DataType.Float && weights.Dims.Count >= rank;

    private static string? ConvFault(GraphView view, NodeProto node)
    {
        if (!IsFloatConstant(view, node.Input[1], 3)) return "its weights are computed, not constant";
        return node.Input.Count > 2 && node.Input[2].Length > 0 && view.Weights(node.Input[2]) is null ? "its bias is computed, not constant" : null;
    }

    private static string? GemmFault(GraphView view, NodeProto node)
    {
        if (node.Int("transA", 0) != 0) return "its first operand is transposed";
        if (node.Float("alpha", 1) != 1 || node.Float("beta", 1) != 1) return "it scales its product or bias";
        if (!IsFloatConstant(view, node.Input[1], 2)) return "its weights are computed, not constant";
        if (node.Input.Count < 3 || node.Input[2].Length == 0) return null;
        var columns = view.Weights(node.Input[1])!.Dims[node.Int("transB", 0) != 0 ? 0 : 1];
        return view.Weights(node.Input[2]) is { } bias && bias.Elements() == columns ? null : "its bias is no constant row";
    }

    private static string? MatMulFault(GraphView view, NodeProto node) =>
        IsFloatConstant(view, node.Input[1], 2) && view.Weights(node.Input[1])!.Dims.Count == 2 ? null : "both operands are computed";

    private static bool IsRectifier(GraphView view, NodeProto node) =>
        node.Input.Count > 1 && view.Weights(node.Input[1]) is { } low && low.Elements() == 1 && view.Model.Floats(low)[0] == 0
        && (node.Input.Count < 3 || node.Input[2].Length == 0 || view.Weights(node.Input[2]) is not null);
}
