namespace EdgeAgent.Core.Control.Inference;

/// <summary>An input or output of a model that answers requests.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its dimensions, outermost first; −1 for the rows of a batch.</param>
public sealed record ServedTensor(string Name, TensorType Type, IReadOnlyList<long> Shape);
