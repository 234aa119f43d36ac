namespace EdgeAgent.Quantization.Fusion;

/// <summary>A node that runs in float although the model is quantized.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Operator">Its operator.</param>
/// <param name="Reason">Why, in one clause.</param>
/// <param name="IsExpected">Whether the plan left it float; otherwise ONNX Runtime did not fuse what was meant to be fused.</param>
public sealed record Leftover(string Node, string Operator, string Reason, bool IsExpected);
