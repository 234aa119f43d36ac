namespace EdgeAgent.Quantization.Static;

/// <summary>How an operator can live among 8-bit tensors in ONNX Runtime.</summary>
internal enum NodeKind
{
    /// <summary>It can't: it stays float.</summary>
    Float,

    /// <summary>Multiplies with constant weights: what quantization is for.</summary>
    Weighted,

    /// <summary>Has an 8-bit kernel with scales of its own: Add, Mul, Concat, Sigmoid, LeakyRelu, average pools.</summary>
    Kernel,

    /// <summary>Moves or selects elements, so its output has its input's scale: Reshape, MaxPool, Resize …</summary>
    PassThrough,

    /// <summary>Cuts off below 0: the 8-bit range of its output does the same, so it vanishes into the operator before.</summary>
    Rectifier,
}
