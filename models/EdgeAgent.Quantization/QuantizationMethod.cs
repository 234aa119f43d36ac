namespace EdgeAgent.Quantization;

/// <summary>How a variant is made from the full model.</summary>
public enum QuantizationMethod
{
    /// <summary>8-bit weights and activations, ranges learned beforehand: for CNNs.</summary>
    Static,

    /// <summary>8-bit products whose activations are measured while the model runs: for transformers.</summary>
    Dynamic,

    /// <summary>16-bit floats.</summary>
    Half,

    /// <summary>8-bit weights, computed in float.</summary>
    Weights8,
}
