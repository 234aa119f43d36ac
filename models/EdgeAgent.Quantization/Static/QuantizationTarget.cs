namespace EdgeAgent.Quantization.Static;

/// <summary>What executes the quantized model, because kernels differ in the 8-bit types that they are fast in.</summary>
public enum QuantizationTarget
{
    /// <summary>x86 processors: uint8 activations.</summary>
    X86,

    /// <summary>64-bit ARM processors: int8 activations.</summary>
    Arm,

    /// <summary>TensorRT: int8 activations without a zero point.</summary>
    TensorRt,
}
