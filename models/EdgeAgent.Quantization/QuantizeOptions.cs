using EdgeAgent.Quantization.Static;

namespace EdgeAgent.Quantization;

/// <summary>How a model is quantized.</summary>
public sealed record QuantizeOptions
{
    /// <summary>The method.</summary>
    public QuantizationMethod Method { get; init; } = QuantizationMethod.Static;

    /// <summary>Settings of static quantization; its target, weight bits and float nodes hold for all methods.</summary>
    public StaticOptions Static { get; init; } = new();

    /// <summary>The output whose error counts; null for all of them.</summary>
    public string? Output { get; init; }
}
