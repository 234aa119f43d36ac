namespace EdgeAgent.Core.Control.Inference;

/// <summary>What a model made of a request.</summary>
/// <param name="Model">Name of the package.</param>
/// <param name="Version">Version that ran.</param>
/// <param name="Outputs">The outputs, in the order in which they were asked for.</param>
public sealed record InferenceResult(string Model, int Version, IReadOnlyList<TensorData> Outputs);
