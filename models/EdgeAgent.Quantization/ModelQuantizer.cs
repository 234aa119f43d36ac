using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Fusion;
using EdgeAgent.Quantization.Graphs;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Other;
using EdgeAgent.Quantization.Parity;
using EdgeAgent.Quantization.Static;

namespace EdgeAgent.Quantization;

/// <summary>Makes a smaller, faster variant of an ONNX model, on the device that will run it.</summary>
public static class ModelQuantizer
{
    /// <summary>Quantizes a model file.</summary>
    /// <param name="library">ONNX Runtime: folds the graph, runs the calibration, and shows what it fuses.</param>
    /// <param name="modelFile">The float32 model; not changed.</param>
    /// <param name="options">How.</param>
    /// <param name="data">What the box hears or sees; needed by the static method, and for the difference of the others.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="cancellation">Stops between inputs.</param>
    /// <exception cref="ModelException">The model or the data can't be used; one sentence that says what to do. Nothing was written.</exception>
    public static QuantizedModel Quantize(
        OnnxRuntimeLibrary library, string modelFile, QuantizeOptions options, ICalibrationData? data = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(options);
        progress?.Report("folding the graph");
        var prepared = GraphPreparation.Prepare(library, OnnxModel.Read(modelFile));
        var keepFloat = options.Static.KeepFloat;
        // A name that means nothing would let the layer be quantized that it was meant to spare.
        if (keepFloat.FirstOrDefault(k => !prepared.Graph.Node.Any(n => n.Name == k || n.OpType == k)) is { } unknown)
            throw new ModelException($"{modelFile} has no node or operator {unknown} once it is folded; operators: {string.Join(", ", prepared.Graph.Node.Select(n => n.OpType).Distinct().Order(StringComparer.Ordinal))}");
        switch (options.Method)
        {
            case QuantizationMethod.Static:
                var made = StaticQuantizer.Quantize(library, prepared, options.Static, data ?? throw new ModelException("static quantization learns ranges from real inputs; name some with --calibrate"), options.Output, progress, cancellation);
                var planned = made.Plan.Nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
                return new QuantizedModel(made.Model)
                {
                    Difference = made.Difference, Excluded = made.Excluded,
                    Fusion = FusionCheck.Check(library, made.Model, planned, made.Plan.Reasons),
                };
            case QuantizationMethod.Dynamic:
                var dynamic = prepared.Clone();
                var (products, floats) = DynamicQuantizer.Apply(dynamic, keepFloat, options.Static.WeightBits);
                return new QuantizedModel(dynamic) { Difference = Compare(library, prepared, dynamic, data, options.Output, cancellation), Fusion = FusionCheck.Check(library, dynamic, [.. products], floats) };
            case QuantizationMethod.Half:
                var half = prepared.Clone();
                HalfConverter.Apply(half, TensorShapes.Infer(library, half), keepFloat);
                return new QuantizedModel(half) { Difference = Compare(library, prepared, half, data, options.Output, cancellation) };
            default:
                // Not cloned: a large model's weights are on disk, and converted one by one.
                var narrow = prepared.HasExternalWeights ? prepared : prepared.Clone();
                WeightOnlyQuantizer.Apply(narrow, keepFloat);
                return new QuantizedModel(narrow) { Difference = ReferenceEquals(narrow, prepared) ? null : Compare(library, prepared, narrow, data, options.Output, cancellation) };
        }
    }

    private static OutputDifference? Compare(OnnxRuntimeLibrary library, OnnxModel full, OnnxModel other, ICalibrationData? data, string? output, CancellationToken cancellation)
    {
        if (data is null) return null;
        var shapes = TensorShapes.Infer(library, full);
        var inputs = CheckedCalibration.Read(data, ActivationCalibrator.SingleInput(full, shapes).Elements).Take(StaticQuantizer.ProbeInputs).ToList();
        return OutputDifference.Of(OutputRunner.Run(library, full, shapes, inputs, output, cancellation), OutputRunner.Run(library, other, shapes, inputs, output, cancellation), OutputRunner.AreScores(full, shapes, output));
    }
}
