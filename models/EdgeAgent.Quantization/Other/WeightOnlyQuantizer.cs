using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Static;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Other;

/// <summary>
/// Stores weights as int8 with a scale per channel and computes in float: a quarter of the file. Large weights are converted one at a time, so that only one of them is in memory.
/// </summary>
internal static class WeightOnlyQuantizer
{
    /// <summary>Weights of fewer elements gain nothing.</summary>
    public const int Fewest = 256;

    /// <summary>Rewrites a prepared graph in place.</summary>
    /// <returns>Names of the nodes whose weights are 8-bit now, and why others are not.</returns>
    /// <exception cref="ModelException">No weights are large enough.</exception>
    public static (IReadOnlyList<string> Quantized, IReadOnlyDictionary<string, string> Reasons) Apply(OnnxModel model, IReadOnlyCollection<string> keepFloat)
    {
        var view = new GraphView(model);
        var front = FrontEnd.Find(view);
        var quantized = new List<string>();
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in view.Graph.Node.ToList())
        {
            if (node.Domain.Length > 0 || node.OpType is not ("Conv" or "ConvTranspose" or "Gemm" or "MatMul")) continue;
            if (view.Weights(node.Input[1]) is not { } weights || weights.Type() != DataType.Float) reasons[node.Name] = "its weights are computed";
            else if (keepFloat.Contains(node.Name) || keepFloat.Contains(node.OpType)) reasons[node.Name] = "was asked to stay float";
            else if (front.Contains(node)) reasons[node.Name] = "belongs to the front end, whose dynamic range is beyond 8 bits";
            else if (weights.Elements() < Fewest) reasons[node.Name] = $"has only {weights.Elements()} weights";
            else
            {
                Rewrite(view, node, weights);
                quantized.Add(node.Name);
            }
        }

        if (quantized.Count == 0) throw new ModelException($"{model.Source}: no layer has weights that are worth storing in 8 bits");
        view.Sweep();
        view.Sort();
        ShortWeights.Apply(model);
        return (quantized, reasons);
    }

    private static void Rewrite(GraphView view, NodeProto node, TensorProto weights)
    {
        var shape = weights.Dims.ToArray();
        var axis = node.OpType switch { "Conv" => 0, "ConvTranspose" => 1, "Gemm" => node.Int("transB", 0) != 0 ? 0 : 1, _ => shape.Length - 1 };
        var outer = (int)shape[..axis].Aggregate(1L, (a, b) => a * b);
        var inner = (int)shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b);
        var (integers, scales) = WeightQuantizer.PerChannel(view.Model.Floats(weights), outer, (int)shape[axis], inner, [], 1);
        var b = view.Add(TensorBytes.Make<sbyte>(view.Fresh("w"), DataType.Int8, shape, integers));
        var restored = view.Fresh("w");
        node.Input[1] = restored;
        if (node.OpType == "MatMul")
        {
            // ONNX Runtime multiplies with such weights as they are (MatMulNBits).
            var scale = view.Add(TensorBytes.Make<float>(view.Fresh("w"), DataType.Float, [scales.Length], scales));
            var zero = view.Add(TensorBytes.Make<sbyte>(view.Fresh("w"), DataType.Int8, [scales.Length], new sbyte[scales.Length]));
            view.Graph.Node.Add(NodeAttributes.Make("DequantizeLinear", view.Fresh("w"), [b, scale, zero], restored).With("axis", axis));
        }
        else
        {
            // A DequantizeLinear would run again for every window; Cast and Mul over constants are computed once, at load.
            var perChannel = Enumerable.Repeat(1L, shape.Length).ToArray();
            perChannel[axis] = scales.Length;
            var scale = view.Add(TensorBytes.Make<float>(view.Fresh("w"), DataType.Float, perChannel, scales));
            var wide = view.Fresh("w");
            view.Graph.Node.Add(NodeAttributes.Make("Cast", view.Fresh("w"), [b], wide).With("to", (long)DataType.Float));
            view.Graph.Node.Add(NodeAttributes.Make("Mul", view.Fresh("w"), [wide, scale], restored));
        }

        // Gone at once, not at the end: of a large model only one layer's floats are in memory.
        if (view.Consumers(weights.Name).Count <= 1) view.Graph.Initializer.Remove(weights);
    }
}
