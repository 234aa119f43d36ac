using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
using DataType = EdgeAgent.Quantization.Onnx.TensorProto.Types.DataType;

namespace EdgeAgent.Quantization.Other;

/// <summary>
/// Stores weights that stay float in 16-bit steps of their row's largest element (96 dB), and only half of rows that mirror themselves, as the sines and
/// cosines of a windowed DFT do. Written with Cast, Mul, Slice and Concat over constants, which ONNX Runtime computes once when it loads the model.
/// </summary>
internal static class ShortWeights
{
    private const int Fewest = 1024;
    private const float Steps = 32767;

    /// <summary>Rewrites every large float constant that a float Conv, Gemm or MatMul reads.</summary>
    /// <returns>Names of the nodes.</returns>
    public static IReadOnlyList<string> Apply(OnnxModel model)
    {
        var view = new GraphView(model);
        var done = new Dictionary<string, string>(StringComparer.Ordinal);
        var nodes = new List<string>();
        foreach (var node in view.Graph.Node.ToList())
        {
            if (node.OpType is not ("Conv" or "Gemm" or "MatMul") || node.Domain.Length > 0) continue;
            if (view.Weights(node.Input[1]) is not { } weights || weights.Type() != DataType.Float || weights.Elements() < Fewest || weights.Dims.Count < 2) continue;
            if (!done.TryGetValue(weights.Name, out var name)) done[weights.Name] = name = Write(view, weights);
            node.Input[1] = name;
            nodes.Add(node.Name);
        }

        view.Sweep();
        view.Sort();
        return nodes;
    }

    private static string Write(GraphView view, TensorProto weights)
    {
        var shape = weights.Dims.ToArray();
        var values = view.Model.Floats(weights);
        var rows = (int)shape[0];
        var length = (int)shape[^1];
        var signs = shape.Length == 3 && shape[1] == 1 ? Mirrors(values, rows, length) : null;
        var kept = signs is null ? values.Length / rows : (length / 2) + 1;
        var width = values.Length / rows;
        var scales = new float[rows];
        var steps = new short[rows * kept];
        for (var r = 0; r < rows; r++)
        {
            var row = values.AsSpan(r * width, width);
            foreach (var value in row) scales[r] = Math.Max(scales[r], Math.Abs(value));
            scales[r] = Math.Max(scales[r] / Steps, 1e-30f);
            for (var i = 0; i < kept; i++) steps[(r * kept) + i] = (short)Math.Clamp(MathF.Round(row[i] / scales[r], MidpointRounding.ToEven), -Steps, Steps);
        }

        long[] perRow = [rows, .. Enumerable.Repeat(1L, shape.Length - 1)];
        long[] stored = signs is null ? shape : [rows, 1, kept];
        var integers = view.Add(TensorBytes.Make<short>(view.Fresh("s"), DataType.Int16, stored, steps));
        var half = Scaled(view, Node(view, "Cast", [integers]).With("to", (long)DataType.Float).Output[0], perRow, scales);
        if (signs is null) return half;
        var backwards = Node(view, "Slice", [half, Integers(view, (length / 2) - 1), Integers(view, 0), Integers(view, 2), Integers(view, -1)]).Output[0];
        return Node(view, "Concat", [half, Scaled(view, backwards, perRow, signs)]).With("axis", 2).Output[0];
    }

    // row[n] = ±row[length − n]: a periodic window times a cosine or sine.
    private static float[]? Mirrors(float[] values, int rows, int length)
    {
        if (length % 2 != 0 || length < 16) return null;
        var signs = new float[rows];
        for (var r = 0; r < rows; r++)
        {
            var row = values.AsSpan(r * length, length);
            float even = 0, odd = 0, most = 0;
            for (var n = 1; n < length; n++)
            {
                even = Math.Max(even, Math.Abs(row[n] - row[length - n]));
                odd = Math.Max(odd, Math.Abs(row[n] + row[length - n]));
                most = Math.Max(most, Math.Abs(row[n]));
            }

            // What stands at 0 has no partner, and is stored.
            if (Math.Min(even, odd) > 1e-6f * most) return null;
            signs[r] = even <= odd ? 1 : -1;
        }

        return signs;
    }

    private static string Scaled(GraphView view, string input, long[] shape, float[] scales) =>
        Node(view, "Mul", [input, view.Add(TensorBytes.Make<float>(view.Fresh("s"), DataType.Float, shape, scales))]).Output[0];

    // Slice takes its end exclusively, so the element at 0 is left out: it has no partner.
    private static string Integers(GraphView view, long value) => view.Add(TensorBytes.Make<long>(view.Fresh("s"), DataType.Int64, [1], [value]));

    private static NodeProto Node(GraphView view, string operation, string[] inputs)
    {
        var node = NodeAttributes.Make(operation, view.Fresh("s"), inputs, view.Fresh("s"));
        view.Graph.Node.Add(node);
        return node;
    }
}
