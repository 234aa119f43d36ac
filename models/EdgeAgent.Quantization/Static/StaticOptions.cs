using EdgeAgent.Quantization.Calibration;

namespace EdgeAgent.Quantization.Static;

/// <summary>How a model is quantized statically.</summary>
public sealed record StaticOptions
{
    /// <summary>What will execute it.</summary>
    public QuantizationTarget Target { get; init; } = QuantizationTarget.X86;

    /// <summary>How ranges are chosen.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.Auto;

    /// <summary>Share of the values that a percentile range keeps, 50..100.</summary>
    public double Percentile { get; init; } = 99.999;

    /// <summary>Bits of a weight: 8, or 7 for x86 processors without VNNI, whose 8-bit products saturate.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>Names of nodes or operators that stay float.</summary>
    public IReadOnlyCollection<string> KeepFloat { get; init; } = [];

    /// <summary>Largest error that quantization may make before the layers that hurt most are left float: root mean square of the difference of the outputs, as a share of their spread; ≥ 0.</summary>
    public double QualityBudget { get; init; } = 0.1;

    /// <summary>Most layers that are left float to keep the budget.</summary>
    public int MostExcluded { get; init; } = 8;
}
