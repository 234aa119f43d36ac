namespace EdgeAgent.Core.Control.Inference;

/// <summary>Tensors for a model.</summary>
/// <param name="Model">Name of the package.</param>
/// <param name="Version">A number, or a label (<c>latest</c>, <c>stable</c>, <c>canary</c>); empty for the default.</param>
/// <param name="Inputs">One for each input of the model, in any order.</param>
/// <param name="Outputs">Names of the outputs that are wanted, in this order; empty for all.</param>
public sealed record InferenceRequest(string Model, string Version, IReadOnlyList<TensorData> Inputs, IReadOnlyList<string> Outputs);
