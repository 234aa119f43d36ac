using EdgeAgent.Quantization.Calibration;
using EdgeAgent.Quantization.Onnx;
using EdgeAgent.Quantization.Parity;

namespace EdgeAgent.Quantization.Static;

/// <summary>A statically quantized model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Plan">What became 8-bit and why the rest did not.</param>
/// <param name="Ranges">The ranges that were used.</param>
/// <param name="Difference">From the float model, on calibration inputs.</param>
/// <param name="Excluded">Layers that the sensitivity search left float, the worst first.</param>
internal sealed record StaticResult(
    OnnxModel Model, StaticPlan Plan, IReadOnlyDictionary<string, ValueRange> Ranges, OutputDifference Difference, IReadOnlyList<SensitiveLayer> Excluded);
