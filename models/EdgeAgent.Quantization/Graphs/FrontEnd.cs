using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Graphs;

/// <summary>
/// Finds the feature extraction that some models carry in their graph: spectra, mel bands, logarithms. Its dynamic range is far beyond 8 bits, so it stays float.
/// The rule: a logarithm, root or power that no activation precedes, and everything that it is computed from.
/// </summary>
internal static class FrontEnd
{
    private static readonly HashSet<string> Compressors = new(StringComparer.Ordinal) { "Log", "Sqrt", "Pow", "STFT", "DFT", "MelWeightMatrix" };

    private static readonly HashSet<string> Activations = new(StringComparer.Ordinal)
        { "Relu", "LeakyRelu", "PRelu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Elu", "Selu", "Softplus", "Gelu", "Mish", "Softmax", "BatchNormalization", "MaxPool", "LayerNormalization" };

    /// <summary>The nodes of the front end; empty when the model has none.</summary>
    /// <param name="view">A graph in topological order.</param>
    public static HashSet<NodeProto> Find(GraphView view)
    {
        var front = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var activated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in view.Graph.Node)
        {
            var behind = Activations.Contains(node.OpType) || IsRectifier(view, node) || GraphView.Reads(node).Any(activated.Contains);
            if (behind) foreach (var output in node.Output) activated.Add(output);
            else if (Compressors.Contains(node.OpType)) TakeIn(view, node, front);
        }

        return front;
    }

    // ReLU6 is written as a Clip; a waveform clipped at ±1 is no activation.
    private static bool IsRectifier(GraphView view, NodeProto node) =>
        node.OpType == "Clip" && node.Input.Count > 1 && view.Weights(node.Input[1]) is { } low && low.Elements() == 1 && view.Model.Floats(low)[0] == 0
        && view.Producer(node.Input[0])?.OpType is "Conv" or "Gemm" or "Add" or "BatchNormalization";

    private static void TakeIn(GraphView view, NodeProto last, HashSet<NodeProto> front)
    {
        var open = new Stack<NodeProto>([last]);
        while (open.TryPop(out var node))
            if (front.Add(node))
                foreach (var input in GraphView.Reads(node))
                    if (view.Producer(input) is { } before) open.Push(before);
    }
}
