using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Tests.Support;

namespace EdgeAgent.Quantization.Tests.Static;

/// <summary>Random graphs of everything that is quantized stay within what 8 bits can do to them.</summary>
public sealed class RandomGraphTests
{
    private const int Inputs = 12;

    public static IEnumerable<TheoryDataRow<int>> Seeds => Enumerable.Range(0, 8).Select(i => new TheoryDataRow<int>(i * 1000));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Quantize_RandomGraphs_DifferWithinTheTheoreticalBound(int first)
    {
        using var folder = new TemporaryFolder();
        for (var seed = first; seed < first + 12; seed++)
        {
            var graph = BoundedGraph.Make(seed);
            var full = Path.Combine(folder.Path, "full.onnx");
            var small = Path.Combine(folder.Path, "int8.onnx");
            File.WriteAllBytes(full, graph.Build());
            var inputs = ListCalibration.Noise(Inputs, BoundedGraph.InputElements, seed);
            var made = Trial.Quantize(full, inputs);
            made.Write(small);

            var steps = Steps(OnnxModel.Read(small));
            var reach = Reach(OnnxModel.Read(full), inputs);
            var bound = graph.Bound(steps, reach);
            foreach (var (name, input) in inputs.Read())
            {
                var (expected, actual) = (Trial.Run(full, input), Trial.Run(small, input));
                var most = expected.Zip(actual).Max(p => Math.Abs((double)p.First - p.Second));
                Assert.True(most <= bound, $"seed {seed}, {name}: differs by {most}, the bound is {bound}: {graph.Story}");
            }

            Assert.True(made.Fusion!.Unexplained == 0, $"seed {seed}: {string.Join("; ", made.Fusion.Leftovers.Where(l => !l.IsExpected))}: {graph.Story}");
        }
    }

    // A tensor's pair either restores it under its own name, or starts from it.
    private static Dictionary<string, double> Steps(OnnxModel model)
    {
        var scales = model.Graph.Initializer.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var steps = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var node in model.Graph.Node.Where(n => n.OpType is "QuantizeLinear" or "DequantizeLinear"))
            foreach (var tensor in (string[])[node.Input[0], node.Output[0]])
                if (scales[node.Input[1]] is { Dims.Count: 0 } scale) steps[tensor] = model.Floats(scale)[0];
        return steps;
    }

    private static Dictionary<string, double> Reach(OnnxModel model, ListCalibration inputs)
    {
        var names = model.Graph.Node.SelectMany(n => n.Output).Prepend("input").ToArray();
        var open = Quantization.Graphs.TensorShapes.WithOutputs(model, names.Skip(1));
        var reach = names.ToDictionary(n => n, _ => 0.0, StringComparer.Ordinal);
        using var session = ModelSessions.Open(Trial.Library, open, new OrtSessionOptions());
        using var binding = OrtBinding.Create(session, 1);
        foreach (var (_, input) in inputs.Read())
        {
            input.CopyTo(binding.Input(0));
            binding.Run(1);
            reach["input"] = Math.Max(reach["input"], input.Max(Math.Abs));
            for (var i = 0; i < session.Outputs.Count; i++)
                foreach (var value in binding.Output(i)) reach[session.Outputs[i].Name] = Math.Max(reach[session.Outputs[i].Name], Math.Abs(value));
        }

        return reach;
    }
}
