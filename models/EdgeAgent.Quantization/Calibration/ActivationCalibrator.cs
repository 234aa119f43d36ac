using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;

namespace EdgeAgent.Quantization.Calibration;

/// <summary>Runs a float model over calibration data and watches its tensors, in slices that fit into a fixed amount of memory.</summary>
internal static class ActivationCalibrator
{
    /// <summary>Bytes of intermediate tensors that are held at once.</summary>
    public const long SliceBytes = 64L << 20;

    /// <summary>Watches tensors.</summary>
    /// <param name="library">ONNX Runtime.</param>
    /// <param name="model">The float model.</param>
    /// <param name="shapes">Its shapes at batch 1.</param>
    /// <param name="tensors">Tensors to watch; each has a fixed shape and holds floats.</param>
    /// <param name="data">What the model is given.</param>
    /// <param name="cancellation">Stops between inputs.</param>
    /// <returns>A histogram by tensor.</returns>
    /// <exception cref="ModelException">The data means nothing, or the model gives what is not finite.</exception>
    public static IReadOnlyDictionary<string, TensorHistogram> Run(
        OnnxRuntimeLibrary library, OnnxModel model, TensorShapes shapes, IReadOnlyCollection<string> tensors, ICalibrationData data, CancellationToken cancellation)
    {
        var input = SingleInput(model, shapes);
        var histograms = tensors.ToDictionary(t => t, _ => new TensorHistogram(), StringComparer.Ordinal);
        if (histograms.TryGetValue(input.Name, out var given))
            foreach (var values in CheckedCalibration.Read(data, input.Elements)) given.Add(values);
        foreach (var slice in Slices(shapes, tensors.Where(t => t != input.Name)))
        {
            using var session = ModelSessions.Open(library, TensorShapes.WithOutputs(model, slice), new OrtSessionOptions { GraphOptimization = OrtGraphOptimization.Basic });
            using var binding = OrtBinding.Create(session,
                [OrtTensorSpec.Fixed(input.Name, input.Shape)],
                [.. slice.Select(name => OrtTensorSpec.Fixed(name, shapes.Fixed(name)!))]);
            foreach (var values in CheckedCalibration.Read(data, input.Elements))
            {
                cancellation.ThrowIfCancellationRequested();
                values.CopyTo(binding.Input(0));
                binding.Run(1);
                for (var i = 0; i < slice.Count; i++) histograms[slice[i]].Add(binding.Output(i));
            }
        }

        return histograms.FirstOrDefault(h => h.Value.NotFinite > 0) is { Key: { } broken }
            ? throw new ModelException($"{model.Source}: {broken} becomes infinite or no number on {data.Description}; the float model itself can't be used on it")
            : histograms;
    }

    /// <summary>The model's one float input, at batch 1.</summary>
    /// <exception cref="ModelException">There are more, or its shape is open.</exception>
    public static (string Name, long[] Shape, long Elements) SingleInput(OnnxModel model, TensorShapes shapes)
    {
        if (model.Graph.Input is not [var input]) throw new ModelException($"{model.Source} has {model.Graph.Input.Count} inputs; models with one are quantized");
        if (!shapes.IsFloat(input.Name)) throw new ModelException($"{model.Source}: the input {input.Name} does not hold float32");
        return shapes.Fixed(input.Name) is { } shape
            ? (input.Name, shape, shape.Aggregate(1L, (a, b) => a * b))
            : throw new ModelException($"{model.Source}: the input {input.Name} has open dimensions besides the batch; export the model with fixed ones");
    }

    private static IEnumerable<List<string>> Slices(TensorShapes shapes, IEnumerable<string> tensors)
    {
        var slice = new List<string>();
        long bytes = 0;
        foreach (var name in tensors)
        {
            var size = 4 * shapes.Fixed(name)!.Aggregate(1L, (a, b) => a * b);
            if (slice.Count > 0 && bytes + size > SliceBytes)
            {
                yield return slice;
                (slice, bytes) = ([], 0);
            }

            slice.Add(name);
            bytes += size;
        }

        if (slice.Count > 0) yield return slice;
    }
}
