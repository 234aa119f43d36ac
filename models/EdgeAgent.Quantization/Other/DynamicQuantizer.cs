using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Static;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Other;

/// <summary>
/// Quantizes products with constant weights (MatMul, Gemm) so that activations are measured while the model runs: for transformers, whose ranges depend on the input.
/// Written as DynamicQuantizeLinear, MatMulInteger, Cast, Mul and Add, which ONNX Runtime fuses into one operator with its bias.
/// </summary>
internal static class DynamicQuantizer
{
    /// <summary>Rewrites a prepared graph in place.</summary>
    /// <returns>Names of the MatMulInteger nodes that stand for what was quantized, and why the other products stay float.</returns>
    /// <exception cref="ModelException">It has no product with constant weights.</exception>
    public static (IReadOnlyList<string> Quantized, IReadOnlyDictionary<string, string> Reasons) Apply(OnnxModel model, IReadOnlyCollection<string> keepFloat, int weightBits)
    {
        var view = new GraphView(model);
        var quantized = new List<string>();
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var measured = new Dictionary<string, (string Integers, string Scale, string Zero)>(StringComparer.Ordinal);
        foreach (var node in view.Graph.Node.ToList())
        {
            if (node.OpType is not ("MatMul" or "Gemm") || node.Domain.Length > 0)
            {
                if (node.OpType is "Conv" or "ConvTranspose" or "LSTM" or "GRU") reasons[node.Name] = $"dynamic quantization of {node.OpType} has no fused kernel and gains nothing";
                continue;
            }

            if (keepFloat.Contains(node.Name) || keepFloat.Contains(node.OpType)) reasons[node.Name] = "was asked to stay float";
            else if (Fault(view, node) is { } fault) reasons[node.Name] = fault;
            else quantized.Add(Rewrite(view, node, measured, weightBits));
        }

        if (quantized.Count == 0) throw new ModelException($"{model.Source}: no MatMul or Gemm has constant weights, so dynamic quantization changes nothing; use --method static");
        view.Graph.ValueInfo.Clear();
        view.Sweep();
        view.Sort();
        return (quantized, reasons);
    }

    private static string? Fault(GraphView view, NodeProto node)
    {
        if (view.Weights(node.Input[1]) is not { } weights || weights.Type() != DataType.Float || weights.Dims.Count != 2) return "its weights are not a constant matrix";
        if (node.OpType == "MatMul") return null;
        if (node.Int("transA", 0) != 0 || node.Float("alpha", 1) != 1 || node.Float("beta", 1) != 1) return "it transposes or scales its operands";
        return null;
    }

    private static string Rewrite(GraphView view, NodeProto node, Dictionary<string, (string Integers, string Scale, string Zero)> measured, int weightBits)
    {
        var weights = view.Weights(node.Input[1])!;
        var (rows, columns) = ((int)weights.Dims[0], (int)weights.Dims[1]);
        var values = view.Model.Floats(weights);
        if (node.OpType == "Gemm" && node.Int("transB", 0) != 0)
        {
            var turned = new float[values.Length];
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++) turned[(c * rows) + r] = values[(r * columns) + c];
            (values, rows, columns) = (turned, columns, rows);
        }

        var (integers, scales) = WeightQuantizer.PerChannel(values, rows, columns, 1, [], 1, weightBits);
        var stem = node.Name;
        var b = view.Add(TensorBytes.Make<sbyte>(view.Fresh(stem + "_weights"), DataType.Int8, [rows, columns], integers));
        var bScale = view.Add(TensorBytes.Make<float>(view.Fresh(stem + "_weights_scale"), DataType.Float, [columns], scales));
        var bZero = view.Add(TensorBytes.Make<sbyte>(view.Fresh(stem + "_weights_zero"), DataType.Int8, [columns], new sbyte[columns]));
        if (!measured.TryGetValue(node.Input[0], out var a))
        {
            a = (view.Fresh(stem + "_input"), view.Fresh(stem + "_input_scale"), view.Fresh(stem + "_input_zero"));
            var measure = NodeAttributes.Make("DynamicQuantizeLinear", view.Fresh(stem + "_measure"), [node.Input[0]], a.Integers);
            measure.Output.Add([a.Scale, a.Zero]);
            view.Graph.Node.Add(measure);
            measured[node.Input[0]] = a;
        }

        var product = view.Fresh(stem + "_product");
        var cast = view.Fresh(stem + "_cast");
        var scale = view.Fresh(stem + "_scale");
        var bias = node.OpType == "Gemm" && node.Input.Count > 2 && node.Input[2].Length > 0 ? node.Input[2] : null;
        var scaled = bias is null ? node.Output[0] : view.Fresh(stem + "_scaled");
        var name = view.Fresh(stem + "_integer");
        view.Graph.Node.Add(
        [
            NodeAttributes.Make("MatMulInteger", name, [a.Integers, b, a.Zero, bZero], product),
            NodeAttributes.Make("Cast", view.Fresh(stem + "_to_float"), [product], cast).With("to", (long)DataType.Float),
            NodeAttributes.Make("Mul", view.Fresh(stem + "_scales"), [a.Scale, bScale], scale),
            NodeAttributes.Make("Mul", view.Fresh(stem + "_rescale"), [cast, scale], scaled),
        ]);
        if (bias is not null) view.Graph.Node.Add(NodeAttributes.Make("Add", view.Fresh(stem + "_add_bias"), [scaled, bias], node.Output[0]));
        view.Graph.Node.Remove(node);
        return name;
    }
}
