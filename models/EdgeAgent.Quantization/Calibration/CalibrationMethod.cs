namespace EdgeAgent.Quantization.Calibration;

/// <summary>How the range of a tensor is chosen from what it held.</summary>
public enum CalibrationMethod
{
    /// <summary>Whichever of the others is nearest to the float model on the calibration data.</summary>
    Auto,

    /// <summary>From the least to the greatest value.</summary>
    MinMax,

    /// <summary>Without the rarest values at both ends.</summary>
    Percentile,

    /// <summary>The range whose 8-bit histogram tells most of the float one (least Kullback-Leibler divergence, as TensorRT does it).</summary>
    Entropy,
}
