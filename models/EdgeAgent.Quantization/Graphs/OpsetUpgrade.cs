using EdgeAgent.Core.Models;
using EdgeAgent.Quantization.Onnx;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Graphs;

/// <summary>
/// Brings a graph of operator set 7 to 12 to 13, the first whose QuantizeLinear knows a scale per channel.
/// Operators whose meaning did not change in between pass; those that changed are rewritten; all others are refused by name.
/// </summary>
internal static class OpsetUpgrade
{
    /// <summary>The version that quantized models need.</summary>
    public const long Needed = 13;

    private const long Oldest = 7;

    private static readonly HashSet<string> Unchanged = new(StringComparer.Ordinal)
    {
        "Abs", "Add", "And", "ArgMax", "ArgMin", "AveragePool", "Cast", "Ceil", "Concat", "Constant", "ConstantOfShape", "Conv", "ConvTranspose", "Cos", "Div", "Elu",
        "Equal", "Erf", "Exp", "Expand", "Flatten", "Floor", "Gather", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Greater", "HardSigmoid", "Identity",
        "InstanceNormalization", "LeakyRelu", "Less", "Log", "LRN", "MatMul", "Max", "MaxPool", "Mean", "Min", "Mul", "Neg", "Not", "Or", "Pow", "PRelu", "Reciprocal",
        "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "Relu", "Reshape", "Selu", "Shape", "Sigmoid", "Sin", "Softplus", "Softsign", "SpaceToDepth", "DepthToSpace",
        "Sqrt", "Sub", "Sum", "Tanh", "Tile", "Transpose", "Where", "BatchNormalization",
    };

    /// <summary>Upgrades in place; nothing happens from version 13 on.</summary>
    /// <exception cref="ModelException">An operator can't be brought over; it is named.</exception>
    public static void Apply(OnnxModel model)
    {
        var from = model.Opset;
        if (from >= Needed) return;
        if (from < Oldest) throw new ModelException($"{model.Source} uses operator set {from}; export it again with operator set {Needed} or newer");
        var view = new GraphView(model);
        foreach (var node in model.Graph.Node.ToList())
            if (node.Domain.Length == 0) Upgrade(view, node, from);
        model.Opset = Needed;
        view.Sweep();
    }

    private static void Upgrade(GraphView view, NodeProto node, long from)
    {
        switch (node.OpType)
        {
            case "Clip" when from < 11:
                Scalar(view, node, "min", 1);
                Scalar(view, node, "max", 2);
                break;
            case "Pad" when from < 11:
                Move(view, node, "pads", 1);
                if (node.Float("value", 0) != 0) Scalar(view, node, "value", 2);
                else node.Without("value");
                break;
            case "Slice" when from < 10:
                Move(view, node, "starts", 1);
                Move(view, node, "ends", 2);
                Move(view, node, "axes", 3);
                break;
            case "Squeeze" or "Unsqueeze" or "ReduceSum":
                Move(view, node, "axes", 1);
                break;
            case "Split":
                Move(view, node, "split", 1);
                break;
            case "Upsample":
            case "Resize" when from < 11:
                Resize(view, node);
                break;
            case "Softmax" or "LogSoftmax":
                Softmax(view, node);
                break;
            case "Dropout":
                node.Without("ratio");
                while (node.Output.Count > 1) node.Output.RemoveAt(1);
                break;
            case "Clip" or "Pad" or "Slice" or "Resize":
                break;
            default:
                if (!Unchanged.Contains(node.OpType))
                    throw new ModelException($"{view.Model.Source} uses {node.OpType} of operator set {from}, which can't be brought to {Needed}; export the model again with operator set {Needed} or newer");
                break;
        }
    }

    // The default axis was 1 with everything behind it flattened; now one axis is normalised. Both agree on the last axis.
    private static void Softmax(GraphView view, NodeProto node)
    {
        var axis = node.Int("axis", 1);
        if (axis == -1) return;
        if (TensorShapes.Declared(view, node.Output[0]) is { } shape && (axis == shape.Length - 1 || (axis >= 0 && shape.Skip((int)axis + 1).All(d => d == 1))))
            node.With("axis", axis);
        else
            throw new ModelException($"{view.Model.Source}: {node.Title()} flattens its input from axis {axis}, which operator set {Needed} can't say; export the model again with operator set {Needed} or newer");
    }

    // Until version 10 a coordinate was simply divided by the scale, which version 11 calls asymmetric, with nearest rounding down.
    private static void Resize(GraphView view, NodeProto node)
    {
        var (data, scales) = (node.Input[0], node.Input[1]);
        node.OpType = "Resize";
        node.Input.Clear();
        node.Input.Add([data, "", scales]);
        node.Attribute.Add(Text("coordinate_transformation_mode", "asymmetric"));
        if (node.Text("mode", "nearest") == "nearest") node.Attribute.Add(Text("nearest_mode", "floor"));
    }

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = Google.Protobuf.ByteString.CopyFromUtf8(value) };

    private static void Scalar(GraphView view, NodeProto node, string name, int index)
    {
        if (node.Find(name) is not { } attribute) return;
        var value = attribute.F;
        node.Without(name);
        Put(view, node, index, TensorBytes.Make<float>(view.Fresh(name), DataType.Float, [], [value]));
    }

    private static void Move(GraphView view, NodeProto node, string name, int index)
    {
        if (node.Ints(name) is not { } values) return;
        node.Without(name);
        Put(view, node, index, TensorBytes.Make<long>(view.Fresh(name), DataType.Int64, [values.Length], values));
    }

    private static void Put(GraphView view, NodeProto node, int index, TensorProto tensor)
    {
        while (node.Input.Count <= index) node.Input.Add("");
        node.Input[index] = view.Add(tensor);
    }
}
