using EdgeAgent.Quantization.Fusion;
using EdgeAgent.Quantization.Measurement;
using EdgeAgent.Quantization.Static;

namespace EdgeAgent.Quantization.Parity;

/// <summary>A variant beside the full model, measured on this device.</summary>
public sealed record ParityReport
{
    /// <summary>The model: <c>NAME:VERSION</c> or a file.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the variant.</summary>
    public required string Variant { get; init; }

    /// <summary>How it was made: <c>static</c>, <c>dynamic</c>, <c>fp16</c>, <c>weights8</c>.</summary>
    public required string Method { get; init; }

    /// <summary>What it was made for: <c>x86</c>, <c>arm</c>, <c>tensorrt</c>.</summary>
    public required string Target { get; init; }

    /// <summary>What its ranges were learned from.</summary>
    public required string Calibration { get; init; }

    /// <summary>Version of ONNX Runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>The processor.</summary>
    public required string Processor { get; init; }

    /// <summary>Differences of the scores, input by input; where <see cref="Images"/> is there, largest and mean difference are those of the scores of objects that both see.</summary>
    public required OutputDifference Scores { get; init; }

    /// <summary>Events beside events; null where the model makes none.</summary>
    public EventParity? Events { get; init; }

    /// <summary>What both see in images; null for models of sound, and for those that classify whole images, where <see cref="Scores"/> says all.</summary>
    public ImageParity? Images { get; init; }

    /// <summary>Bytes of the full model.</summary>
    public required long FullBytes { get; init; }

    /// <summary>Bytes of the variant.</summary>
    public required long VariantBytes { get; init; }

    /// <summary>Speed and memory on this device.</summary>
    public required SpeedComparison Speed { get; init; }

    /// <summary>What ONNX Runtime fused; null where the variant computes in float.</summary>
    public FusionReport? Fusion { get; init; }

    /// <summary>Layers that the sensitivity search left float.</summary>
    public IReadOnlyList<SensitiveLayer> Excluded { get; init; } = [];

    /// <summary>Why it must not be shipped, a sentence each; empty when it may.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Size of the variant over that of the full model.</summary>
    public double SizeRatio => (double)VariantBytes / FullBytes;

    /// <summary>Whether it may be shipped.</summary>
    public bool IsAccepted => Refusals.Count == 0;
}
