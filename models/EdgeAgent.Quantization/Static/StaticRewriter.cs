using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Static;

/// <summary>
/// Writes a plan into a graph as QuantizeLinear/DequantizeLinear pairs, where ONNX Runtime fuses them: every 8-bit tensor has one pair,
/// weights and biases are stored as integers, and rectifiers whose cut the 8-bit range makes itself are taken out.
/// </summary>
internal sealed class StaticRewriter
{
    private readonly GraphView _view;
    private readonly StaticPlan _plan;
    private readonly StaticOptions _options;
    private readonly IReadOnlyDictionary<string, ValueRange> _ranges;
    private readonly Dictionary<string, QuantizedType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<(DataType Type, int Value, int Length), string> _zeros = [];
    private readonly List<NodeProto> _added = [];

    private StaticRewriter(GraphView view, StaticPlan plan, StaticOptions options, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        _view = view;
        _plan = plan;
        _options = options;
        _ranges = ranges;
    }

    /// <summary>Rewrites a graph in place.</summary>
    /// <param name="view">The graph that the plan was made for.</param>
    /// <param name="plan">What becomes 8-bit.</param>
    /// <param name="options">Types and bits.</param>
    /// <param name="ranges">The range of every tensor of the plan.</param>
    public static void Apply(GraphView view, StaticPlan plan, StaticOptions options, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        var rewriter = new StaticRewriter(view, plan, options, ranges);
        rewriter.ChooseTypes();
        rewriter.RemoveRectifiers();
        rewriter.WriteConstants();
        rewriter.WritePairs();
        view.Graph.Node.Add(rewriter._added);
        view.Graph.ValueInfo.Clear();
        view.Sweep();
        view.Sort();
    }

    private void ChooseTypes()
    {
        foreach (var name in _plan.Tensors) _types[name] = QuantizedType.ForActivation(_ranges[name], _options.Target);
        // In topological order, so that a chain of movers has the scale of its first tensor.
        foreach (var node in _view.Graph.Node.Where(n => _plan.Nodes.Contains(n) && _plan.Kind(n) == NodeKind.PassThrough))
            foreach (var output in node.Output.Where(_types.ContainsKey)) _types[output] = _types[node.Input[0]];
    }

    private void RemoveRectifiers()
    {
        foreach (var node in _view.Graph.Node.Where(n => _plan.Nodes.Contains(n) && _plan.Kind(n) == NodeKind.Rectifier).ToList())
        {
            var type = _types[node.Output[0]];
            if (type.ZeroPoint != type.Lowest) continue;
            var before = _view.Producer(node.Input[0])!;
            before.Output[before.Output.IndexOf(node.Input[0])] = node.Output[0];
            _view.Graph.Node.Remove(node);
        }

        _view.Refresh();
    }

    private void WriteConstants()
    {
        foreach (var node in _view.Graph.Node.Where(_plan.Nodes.Contains).ToList())
        {
            switch (_plan.Kind(node))
            {
                case NodeKind.Weighted:
                    WriteWeights(node);
                    break;
                case NodeKind.Kernel:
                    for (var i = 0; i < node.Input.Count; i++)
                        if (_view.Weights(node.Input[i]) is { } constant && NodeKinds.Data(node).Contains(node.Input[i])) node.Input[i] = WriteConstant(constant);
                    break;
            }
        }
    }

    private string WriteConstant(TensorProto constant)
    {
        if (_constants.TryGetValue(constant.Name, out var written)) return written;
        var values = _view.Model.Floats(constant);
        var type = QuantizedType.ForActivation(new ValueRange(values.Min(), values.Max()), _options.Target);
        var bytes = new byte[values.Length];
        for (var i = 0; i < values.Length; i++) bytes[i] = unchecked((byte)type.Quantize(values[i]));
        var integers = _view.Add(TensorBytes.Make<byte>(Name(), type.Element, [.. constant.Dims], bytes));
        return _constants[constant.Name] = Dequantize(integers, type);
    }

    private void WriteWeights(NodeProto node)
    {
        var weights = _view.Weights(node.Input[1])!;
        var shape = weights.Dims.ToArray();
        var values = _view.Model.Floats(weights);
        if (node.OpType == "Gemm" && node.Int("transB", 0) != 0)
        {
            // One layout for all products: the kernel that packs weights by columns is the one that is tuned.
            values = Transposed(values, (int)shape[0], (int)shape[1]);
            shape = [shape[1], shape[0]];
            node.Without("transB");
        }

        var (outer, channels, inner, axis) = node.OpType == "Conv"
            ? (1, (int)shape[0], values.Length / (int)shape[0], 0)
            : ((int)shape[0], (int)shape[1], 1, 1);
        var hasBias = node.Input.Count > 2 && node.Input[2].Length > 0;
        var bias = hasBias ? _view.Model.Floats(_view.Weights(node.Input[2])!) : [];
        var inputScale = _types[node.Input[0]].Scale;
        var (integers, scales) = WeightQuantizer.PerChannel(values, outer, channels, inner, bias, inputScale, _options.WeightBits);
        node.Input[1] = Dequantize(_view.Add(TensorBytes.Make<sbyte>(Name(), DataType.Int8, shape, integers)), scales, DataType.Int8, axis);
        if (!hasBias) return;
        var (steps, biasScales) = WeightQuantizer.Bias(bias, inputScale, scales);
        node.Input[2] = Dequantize(_view.Add(TensorBytes.Make<int>(Name(), DataType.Int32, [steps.Length], steps)), biasScales, DataType.Int32, 0);
    }

    private void WritePairs()
    {
        foreach (var name in _plan.Tensors)
        {
            var type = _types[name];
            var (scale, zero) = (Scale(type), Zero(type.Element, type.ZeroPoint, 0));
            var before = _view.Producer(name);
            var quantized = Name();
            var (source, restored) = (name, Name());
            if (before is not null && _plan.Nodes.Contains(before))
            {
                // The 8-bit kernel gives out integers only, so everybody reads what they stand for.
                (source, restored) = (restored, name);
                before.Output[before.Output.IndexOf(name)] = source;
            }
            else
            {
                foreach (var reader in _view.Consumers(name).Where(_plan.Nodes.Contains))
                    for (var i = 0; i < reader.Input.Count; i++)
                        if (reader.Input[i] == name) reader.Input[i] = restored;
            }

            _added.Add(NodeAttributes.Make("QuantizeLinear", Name(), [source, scale, zero], quantized));
            _added.Add(NodeAttributes.Make("DequantizeLinear", Name(), [quantized, scale, zero], restored));
        }
    }

    // Names are short because a graph repeats them: in a small model they would weigh as much as the weights.
    private string Name() => _view.Fresh("q");

    private string Scale(QuantizedType type) => _view.Add(TensorBytes.Make<float>(Name(), DataType.Float, [], [type.Scale]));

    /// <summary>A zero point, shared by everything of that type and length; length 0 is a scalar.</summary>
    private string Zero(DataType type, int value, int length)
    {
        if (_zeros.TryGetValue((type, value, length), out var name)) return name;
        long[] shape = length == 0 ? [] : [length];
        var tensor = type == DataType.Int32
            ? TensorBytes.Make<int>(Name(), type, shape, new int[Math.Max(length, 1)])
            : TensorBytes.Make<byte>(Name(), type, shape, [.. Enumerable.Repeat(unchecked((byte)value), Math.Max(length, 1))]);
        return _zeros[(type, value, length)] = _view.Add(tensor);
    }

    private string Dequantize(string integers, QuantizedType type)
    {
        var restored = Name();
        _added.Add(NodeAttributes.Make("DequantizeLinear", Name(), [integers, Scale(type), Zero(type.Element, type.ZeroPoint, 0)], restored));
        return restored;
    }

    private string Dequantize(string integers, float[] scales, DataType type, int axis)
    {
        var restored = Name();
        var scale = _view.Add(TensorBytes.Make<float>(Name(), DataType.Float, [scales.Length], scales));
        _added.Add(NodeAttributes.Make("DequantizeLinear", Name(), [integers, scale, Zero(type, 0, scales.Length)], restored).With("axis", axis));
        return restored;
    }

    private static float[] Transposed(float[] values, int rows, int columns)
    {
        var result = new float[values.Length];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) result[(c * rows) + r] = values[(r * columns) + c];
        return result;
    }
}
