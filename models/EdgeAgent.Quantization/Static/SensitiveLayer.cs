namespace EdgeAgent.Quantization.Static;

/// <summary>What a layer costs when it alone is quantized.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Error">Relative error of the model's outputs.</param>
public sealed record SensitiveLayer(string Node, double Error);
