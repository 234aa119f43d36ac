using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Quantization.Tests.Support;

/// <summary>
/// A random small CNN with what quantization may change at most. Weights are known here, so every tensor carries the Lipschitz constant of what made it;
/// the steps that 8 bits add are looked up in the quantized model and passed on.
/// </summary>
internal sealed class BoundedGraph
{
    private const int Channels = 4;

    private readonly Random _random;
    private readonly OnnxModelBuilder _builder = new() { Opset = 13 };
    private readonly List<Operation> _operations = [];
    private readonly List<(string Name, int Channels, int Side)> _tensors = [];
    private int _names;

    private BoundedGraph(int seed) => _random = new Random(seed);

    /// <summary>Side of the square input.</summary>
    public const int InputSide = 8;

    /// <summary>Elements of the input.</summary>
    public const int InputElements = Channels * InputSide * InputSide;

    /// <summary>Name of the output.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What the graph does, for messages.</summary>
    public string Story => string.Join(" ", _operations.Select(o => $"{o.Kind}({string.Join(",", o.Inputs)})->{o.Output}"));

    public static BoundedGraph Make(int seed)
    {
        var graph = new BoundedGraph(seed);
        graph._builder.Input("input", "N", Channels, InputSide, InputSide);
        graph._tensors.Add(("input", Channels, InputSide));
        graph.Conv(depthwise: false);
        for (var i = graph._random.Next(3, 9); i > 0; i--) graph.Grow();
        graph.End();
        return graph;
    }

    public byte[] Build() => _builder.Build();

    /// <summary>The most that an element of the output may differ.</summary>
    /// <param name="steps">Step of each tensor that became 8-bit; tensors without one stayed float.</param>
    /// <param name="reach">Largest magnitude of each tensor in the float model on the same inputs.</param>
    public double Bound(IReadOnlyDictionary<string, double> steps, IReadOnlyDictionary<string, double> reach)
    {
        var error = new Dictionary<string, double>(StringComparer.Ordinal) { ["input"] = Half("input") };
        foreach (var operation in _operations)
        {
            var inputs = operation.Inputs.Select(i => error[i]).ToArray();
            double made;
            switch (operation.Kind)
            {
                case "Conv" or "Gemm" or "MatMul":
                    // Weights are off by half a step each, a bias by half of the product's step.
                    var x = operation.Inputs[0];
                    var most = reach[x] + inputs[0];
                    made = operation.Rows!.Max(row =>
                        (row.Sum(Math.Abs) * inputs[0]) + (row.Length * (row.Max(Math.Abs) / 127 / 2) * most) + (steps.GetValueOrDefault(x) * (row.Max(Math.Abs) / 127) / 2));
                    break;
                case "Add":
                    made = inputs.Sum();
                    break;
                case "Mul":
                    made = (inputs[0] * (reach[operation.Inputs[1]] + inputs[1])) + (inputs[1] * reach[operation.Inputs[0]]);
                    break;
                case "Sigmoid":
                    made = inputs[0] / 4;
                    break;
                default:
                    made = inputs.Max();
                    break;
            }

            // Half a step for rounding, and one for a kernel that computes its rounding in integers or from a table.
            error[operation.Output] = made + (steps.TryGetValue(operation.Output, out var step) ? 1.5 * step : 0);
        }

        return error[Output] + 1e-5;

        double Half(string name) => steps.GetValueOrDefault(name) / 2;
    }

    private void Grow()
    {
        var (last, channels, side) = _tensors[^1];
        switch (_random.Next(10))
        {
            case 0 or 1:
                Conv(depthwise: false);
                break;
            case 2:
                Conv(depthwise: true);
                break;
            case 3:
                Unary("Relu", last, channels, side);
                break;
            case 4:
                _builder.Constant($"low{_names}", 0).Constant($"high{_names}", 0.9f);
                Append("Clip", [last], channels, side, null, [last, $"low{_names}", $"high{_names}"]);
                break;
            case 5:
                var gate = Append("Sigmoid", [last], channels, side);
                Append("Mul", [last, gate], channels, side);
                break;
            case 6:
                var same = _tensors.Where(t => t.Channels == channels && t.Side == side && t.Name != last).Select(t => t.Name).ToArray();
                if (same.Length > 0) Append("Add", [last, same[_random.Next(same.Length)]], channels, side);
                break;
            case 7:
                var level = _tensors.Where(t => t.Side == side && t.Channels + channels <= 16).Select(t => t).ToArray();
                if (level.Length > 0 && level[_random.Next(level.Length)] is var other) Append("Concat", [last, other.Name], channels + other.Channels, side, attributes: [("axis", 1L)]);
                break;
            case 8:
                if (side >= 4) Append(_random.Next(2) == 0 ? "MaxPool" : "AveragePool", [last], channels, side / 2, attributes: [("kernel_shape", new[] { 2L, 2L }), ("strides", new[] { 2L, 2L })]);
                break;
            default:
                if (side > 8) break;
                _builder.Initializer($"scales{_names}", [4], [1f, 1f, 2f, 2f]);
                Append("Resize", [last], channels, side * 2, null, [last, "", $"scales{_names}"], ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
                break;
        }
    }

    private void End()
    {
        var (last, channels, _) = _tensors[^1];
        var pooled = Append("GlobalAveragePool", [last], channels, 1);
        var flat = Append("Flatten", [pooled], channels, 1, attributes: [("axis", 1L)]);
        const int labels = 3;
        var weights = ListCalibration.Values(_random, channels * labels);
        var rows = Enumerable.Range(0, labels).Select(l => Enumerable.Range(0, channels).Select(c => (double)weights[(c * labels) + l]).ToArray()).ToArray();
        if (_random.Next(2) == 0)
        {
            _builder.Initializer("head", [channels, labels], weights).Initializer("head_bias", [labels], ListCalibration.Values(_random, labels));
            Output = Append("Gemm", [flat], labels, 1, rows, [flat, "head", "head_bias"]);
        }
        else
        {
            _builder.Initializer("head", [channels, labels], weights);
            Output = Append("MatMul", [flat], labels, 1, rows, [flat, "head"]);
        }

        _builder.Output(Output, "N", labels);
    }

    private void Conv(bool depthwise)
    {
        var (last, channels, side) = _tensors[^1];
        var outputs = depthwise ? channels : _random.Next(2, 7);
        var size = _random.Next(2) == 0 ? 1 : 3;
        var inner = (depthwise ? 1 : channels) * size * size;
        var weights = ListCalibration.Values(_random, outputs * inner, scale: 2f / MathF.Sqrt(inner));
        var rows = Enumerable.Range(0, outputs).Select(o => weights.AsSpan(o * inner, inner).ToArray().Select(w => (double)w).ToArray()).ToArray();
        var (w, b) = ($"weights{_names}", $"bias{_names}");
        _builder.Initializer(w, [outputs, depthwise ? 1 : channels, size, size], weights).Initializer(b, [outputs], ListCalibration.Values(_random, outputs, 0.2f));
        var pad = (long)(size / 2);
        Append("Conv", [last], outputs, side, rows, [last, w, b], ("kernel_shape", new long[] { size, size }), ("pads", new[] { pad, pad, pad, pad }), ("group", depthwise ? channels : 1L));
    }

    private void Unary(string kind, string input, int channels, int side) => Append(kind, [input], channels, side);

    private string Append(string kind, string[] inputs, int channels, int side, double[][]? rows = null, string[]? real = null, params (string Name, object Value)[] attributes)
    {
        var output = $"t{_names++}";
        _builder.Node(kind, real ?? inputs, [output], attributes);
        _operations.Add(new Operation(kind, inputs, output, rows));
        _tensors.Add((output, channels, side));
        return output;
    }

    private sealed record Operation(string Kind, string[] Inputs, string Output, double[][]? Rows);
}
