namespace EdgeAgent.Core.Control.Inference;

/// <summary>A tensor with its elements.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its dimensions, outermost first, none negative.</param>
/// <param name="Bytes">Its elements, row after row without padding, little-endian; as many as the shape says.</param>
public sealed record TensorData(string Name, TensorType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes);
