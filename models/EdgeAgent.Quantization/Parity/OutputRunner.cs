using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Parity;

/// <summary>Runs a model at batch 1 over a few inputs and keeps its outputs.</summary>
internal static class OutputRunner
{
    /// <summary>Whether what is compared is one list of scores: one output with one dimension that is larger than 1.</summary>
    public static bool AreScores(OnnxModel model, TensorShapes shapes, string? output)
    {
        var compared = model.Graph.Output.Where(o => (output is null || o.Name == output) && shapes.IsFloat(o.Name)).Select(o => shapes.Fixed(o.Name)).ToArray();
        return compared is [{ } one] && one.Count(d => d > 1) <= 1;
    }

    /// <summary>The outputs for every input: the named one, or all float outputs one behind the other.</summary>
    public static List<float[]> Run(OnnxRuntimeLibrary library, OnnxModel model, TensorShapes shapes, IReadOnlyList<float[]> inputs, string? output, CancellationToken cancellation)
    {
        var input = ActivationCalibrator.SingleInput(model, shapes);
        using var session = ModelSessions.Open(library, TensorShapes.WithOutputs(model, []), new OrtSessionOptions());
        var outputs = session.Outputs.Where(o => o.ElementType == TensorElementType.Float && (output is null || o.Name == output) && shapes.Fixed(o.Name) is not null).ToArray();
        if (outputs.Length == 0) throw new Core.Models.ModelException($"{model.Source}: no output holds float32 in a fixed shape, so nothing can be compared");
        using var binding = OrtBinding.Create(session, [OrtTensorSpec.Fixed(input.Name, input.Shape)], [.. outputs.Select(o => OrtTensorSpec.Fixed(o.Name, shapes.Fixed(o.Name)!))]);
        var results = new List<float[]>(inputs.Count);
        foreach (var values in inputs)
        {
            cancellation.ThrowIfCancellationRequested();
            values.CopyTo(binding.Input(0));
            binding.Run(1);
            var all = new List<float>();
            for (var i = 0; i < outputs.Length; i++) all.AddRange(binding.Output(i));
            results.Add([.. all]);
        }

        return results;
    }
}
