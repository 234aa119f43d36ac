using EdgeAgent.Quantization.Fusion;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Parity;
using EdgeAgent.Quantization.Static;

namespace EdgeAgent.Quantization;

/// <summary>A quantized model that is still in memory.</summary>
public sealed class QuantizedModel
{
    private readonly OnnxModel _model;

    internal QuantizedModel(OnnxModel model) => _model = model;

    /// <summary>What ONNX Runtime made of it here; null where it computes in float anyway.</summary>
    public FusionReport? Fusion { get; internal init; }

    /// <summary>Its outputs beside the full model's on calibration inputs; null when there was no data.</summary>
    public OutputDifference? Difference { get; internal init; }

    /// <summary>Layers that the sensitivity search left float, the worst first.</summary>
    public IReadOnlyList<SensitiveLayer> Excluded { get; internal init; } = [];

    /// <summary>Bytes of its weights.</summary>
    public long WeightBytes => _model.WeightBytes;

    internal OnnxModel Model => _model;

    /// <summary>Writes the model; a file of that name is replaced in one step.</summary>
    /// <returns>Every file that was written, the model's first; a second one holds the weights of large models.</returns>
    /// <exception cref="Core.Models.ModelException">It can't be written; nothing stays behind.</exception>
    public IReadOnlyList<string> Write(string path) => OnnxWriter.Write(_model, path);
}
