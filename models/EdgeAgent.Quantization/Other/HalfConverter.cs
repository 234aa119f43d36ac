using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Other;

/// <summary>
/// Converts a graph to 16-bit floats: half the file, and what GPUs and newer ARM cores are fast in. Inputs and outputs stay float32,
/// and so do operators that need its range; values beyond ±65504 are cut.
/// </summary>
internal static class HalfConverter
{
    private const float Most = 65504;

    // Smaller magnitudes vanish in 16 bits.
    private const float Least = 6e-8f;

    // Sums of many terms and exponentials leave the range of 16 bits; these operators take float32 only, or their arguments are positions.
    private static readonly HashSet<string> Blocked = new(StringComparer.Ordinal)
    {
        "Exp", "Log", "Pow", "Softplus", "ReduceSum", "ReduceMean", "ReduceL2", "ReduceLogSumExp", "ReduceSumSquare", "ReduceProd", "CumSum", "LayerNormalization", "InstanceNormalization", "Softmax",
        "LogSoftmax", "STFT", "DFT", "MelWeightMatrix", "NonMaxSuppression", "TopK", "Range", "Resize", "Upsample", "RandomNormal", "RandomUniform", "QuantizeLinear", "DequantizeLinear", "If", "Loop", "Scan",
    };

    /// <summary>Converts a prepared graph in place.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shapes">Its tensors' types.</param>
    /// <param name="keepFloat">Nodes or operators that stay float32.</param>
    /// <returns>Names of the converted nodes, and why others are not.</returns>
    /// <exception cref="ModelException">Nothing can be converted.</exception>
    public static (IReadOnlyList<string> Converted, IReadOnlyDictionary<string, string> Reasons) Apply(OnnxModel model, TensorShapes shapes, IReadOnlyCollection<string> keepFloat)
    {
        var view = new GraphView(model);
        var front = FrontEnd.Find(view);
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        var converted = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var node in view.Graph.Node)
        {
            if (!IsFloatNode(view, shapes, node)) continue;
            if (front.Contains(node)) reasons[node.Name] = "belongs to the front end, whose dynamic range is beyond 16 bits";
            else if (Blocked.Contains(node.OpType)) reasons[node.Name] = $"{node.OpType} needs the range or precision of float32";
            else if (keepFloat.Contains(node.Name) || keepFloat.Contains(node.OpType)) reasons[node.Name] = "was asked to stay float";
            else converted.Add(node);
        }

        if (converted.Count == 0) throw new ModelException($"{model.Source}: no operator can be converted to float16");
        var half = converted.SelectMany(n => n.Output).Where(shapes.IsFloat).ToHashSet(StringComparer.Ordinal);
        Constants(view, converted);
        Borders(view, shapes, converted, half);
        view.Graph.ValueInfo.Clear();
        view.Sweep();
        view.Sort();
        return ([.. converted.Select(n => n.Name)], reasons);
    }

    private static bool IsFloatNode(GraphView view, TensorShapes shapes, NodeProto node) =>
        node.Domain.Length == 0 && node.OpType is not ("Cast" or "Shape") && node.Output.Any(shapes.IsFloat)
        && node.Input.Any(i => shapes.IsFloat(i) || view.Weights(i)?.Type() == DataType.Float);

    private static void Constants(GraphView view, HashSet<NodeProto> converted)
    {
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in converted)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (view.Weights(node.Input[i]) is not { } weights || weights.Type() != DataType.Float) continue;
                if (!made.TryGetValue(weights.Name, out var name))
                {
                    var halves = Array.ConvertAll(view.Model.Floats(weights), Cut);
                    made[weights.Name] = name = view.Add(TensorBytes.Make<Half>(view.Fresh(weights.Name + "_half"), DataType.Float16, [.. weights.Dims], halves));
                }

                node.Input[i] = name;
            }

            foreach (var tensor in node.Attribute.Where(a => a.T?.Type() == DataType.Float)) throw new ModelException($"{view.Model.Source}: {node.Title()} holds constants inside, which can't be converted ({tensor.Name})");
        }
    }

    private static Half Cut(float value) => value == 0 ? Half.Zero
        : Math.Abs(value) < Least ? (Half)MathF.CopySign(Least, value)
        : (Half)Math.Clamp(value, -Most, Most);

    private static void Borders(GraphView view, TensorShapes shapes, HashSet<NodeProto> converted, HashSet<string> half)
    {
        var added = new List<NodeProto>();
        // Into the converted part: one cast a tensor, for all its converted readers.
        foreach (var name in converted.SelectMany(n => n.Input).Where(i => shapes.IsFloat(i) && !half.Contains(i)).Distinct(StringComparer.Ordinal).ToList())
        {
            var narrow = view.Fresh(name + "_half");
            foreach (var reader in view.Consumers(name).Where(converted.Contains)) Replace(reader, name, narrow);
            added.Add(NodeAttributes.Make("Cast", view.Fresh(name + "_to_half"), [name], narrow).With("to", (long)DataType.Float16));
        }

        // Out of it: outputs of the model keep their name and type.
        foreach (var name in half)
        {
            var readers = view.Consumers(name).Where(c => !converted.Contains(c)).ToList();
            if (readers.Count == 0 && !view.IsOutput(name)) continue;
            var wide = view.Fresh(name + "_float");
            if (view.IsOutput(name))
            {
                var maker = view.Producer(name)!;
                maker.Output[maker.Output.IndexOf(name)] = wide;
                foreach (var reader in view.Consumers(name).Where(converted.Contains)) Replace(reader, name, wide);
                added.Add(NodeAttributes.Make("Cast", view.Fresh(name + "_to_float"), [wide], name).With("to", (long)DataType.Float));
                continue;
            }

            foreach (var reader in readers) Replace(reader, name, wide);
            added.Add(NodeAttributes.Make("Cast", view.Fresh(name + "_to_float"), [name], wide).With("to", (long)DataType.Float));
        }

        view.Graph.Node.Add(added);
    }

    private static void Replace(NodeProto node, string from, string to)
    {
        for (var i = 0; i < node.Input.Count; i++)
            if (node.Input[i] == from) node.Input[i] = to;
    }
}
