namespace EdgeAgent.Core.Models;

/// <summary>A tensor as the model file declares it.</summary>
/// <param name="Name">Tensor name.</param>
/// <param name="ElementType">ONNX element type in lower case: <c>float</c>, <c>int64</c>, <c>uint8</c>, …</param>
/// <param name="Shape">Dimensions; −1 where dynamic.</param>
public sealed record TensorDescription(string Name, string ElementType, IReadOnlyList<long> Shape)
{
    /// <summary>For people: <c>waveform float [N, 39124]</c>.</summary>
    public override string ToString() =>
        $"{Name} {ElementType} [{string.Join(", ", Shape.Select(d => d < 0 ? "N" : d.ToString(System.Globalization.CultureInfo.InvariantCulture)))}]";
}
