namespace EdgeAgent.Quantization.Fusion;

/// <summary>What ONNX Runtime really made of a quantized model on this processor.</summary>
/// <param name="Planned">Nodes that were meant to run on 8 bits.</param>
/// <param name="Fused">Those of them that do.</param>
/// <param name="Operators">Nodes of the optimized graph by operator; operators of other domains with their domain.</param>
/// <param name="Leftovers">Everything that runs in float, with the reason.</param>
public sealed record FusionReport(int Planned, int Fused, IReadOnlyDictionary<string, int> Operators, IReadOnlyList<Leftover> Leftovers)
{
    /// <summary>Float nodes that nobody planned: each costs speed without a reason.</summary>
    public int Unexplained => Leftovers.Count(l => !l.IsExpected);

    /// <summary>QuantizeLinear and DequantizeLinear nodes that remain: the borders between float and 8 bits.</summary>
    public int Borders => Operators.GetValueOrDefault("QuantizeLinear") + Operators.GetValueOrDefault("DequantizeLinear");
}
