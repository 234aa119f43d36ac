using EdgeAgent.Quantization;
using EdgeAgent.Quantization.Parity;
using EdgeAgent.Replay;

namespace EdgeAgent.Quantize;

/// <summary>What a quantization is asked to do.</summary>
internal sealed record QuantizeRequest
{
    /// <summary>A package, or the path of an ONNX file.</summary>
    public required string Model { get; init; }

    /// <summary>Recordings (or, for models that take no sound, a folder of tensors) that ranges are learned from; may be empty for methods that need none.</summary>
    public required IReadOnlyList<string> Calibrate { get; init; }

    /// <summary>Recordings that the variants are compared on; those of <see cref="Calibrate"/> when empty.</summary>
    public required IReadOnlyList<string> Evaluate { get; init; }

    /// <summary>What is really in the recordings; null where nobody knows.</summary>
    public TruthRequest? Truth { get; init; }

    /// <summary>Method and its settings.</summary>
    public required QuantizeOptions Options { get; init; }

    /// <summary>What the variant may lose.</summary>
    public required ParityBudget Budget { get; init; }

    /// <summary>Name of the variant.</summary>
    public required string Variant { get; init; }

    /// <summary>Windows that ranges are learned from.</summary>
    public int Windows { get; init; } = 512;

    /// <summary>Seconds that speed is measured.</summary>
    public double SpeedSeconds { get; init; } = 4;

    /// <summary>Where the model of a bare file goes; null beside it.</summary>
    public string? Out { get; init; }

    /// <summary>Measures and reports, and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Prints the report as JSON.</summary>
    public bool Json { get; init; }
}
