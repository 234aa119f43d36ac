namespace EdgeAgent.Core.Vision;

/// <summary>An output tensor that a decoder reads.</summary>
/// <param name="Role">What it is for (<see cref="OutputRoles"/>).</param>
/// <param name="Name">Its name in the model file.</param>
/// <param name="ElementType">Its ONNX element type in lower case; decoders are given floats.</param>
/// <param name="Shape">Its dimensions as declared, batch included; −1 where open.</param>
public sealed record PlannedTensor(string Role, string Name, string ElementType, IReadOnlyList<long> Shape);
